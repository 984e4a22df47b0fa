/**
 * Elasticsearch's named date formats as Java patterns, with pieces of our own in braces (which Java's patterns cannot have):
 * `{f}` a fraction of one to nine digits with its point, printed with three at least, `{m}` of three at most, `{c}` behind a comma
 * too; `{d}` the ISO day of the week;
 * `{z}` an offset in any of its forms or a zone id, `{o}` an offset. Only `date-format.ts` reads this table.
 */
import { compileDatePattern, type PatternPart, reserveAdjacent } from './date-pattern.ts'

export interface NamedFormat {
  readonly reader: readonly PatternPart[]
  readonly printer: readonly PatternPart[]
  /** Months and days beyond their range roll over. */
  readonly lenient: boolean
}

const PIECES: Readonly<Record<string, PatternPart>> = {
  '{f}': { kind: 'fraction', min: 1, max: 9, print: 3, point: true },
  '{c}': { kind: 'fraction', min: 1, max: 9, print: 3, point: true, comma: true },
  '{m}': { kind: 'fraction', min: 1, max: 3, print: 3, point: true },
  '{d}': { kind: 'number', field: 'weekday', min: 1, max: 1, sign: 'never', reserved: 0 },
  '{z}': { kind: 'zone', orOffset: true },
  '{o}': {
    kind: 'offset',
    styles: [
      { zero: 'Z', colon: true, minutes: 'always', seconds: false },
      { zero: undefined, colon: false, minutes: 'ifNeeded', seconds: false },
    ],
  },
}

function compile(pattern: string): readonly PatternPart[] {
  const stack: PatternPart[][] = [[]]
  for (const piece of pattern.split(/(\{[cdfmzo]\}|\[|\])/)) {
    const parts = stack[stack.length - 1]!
    const own = PIECES[piece]
    if (piece === '[') stack.push([])
    else if (piece === ']') {
      stack.pop()
      stack[stack.length - 1]!.push({ kind: 'optional', parts })
    } else if (own) parts.push(own)
    else if (piece !== '') parts.push(...compileDatePattern(piece).map(isoWeeks))
  }
  return reserveAdjacent(stack[0]!)
}

/** Unlike those of Java patterns, the weeks of named formats are ISO's. */
function isoWeeks(part: PatternPart): PatternPart {
  if (part.kind !== 'number') return part
  if (part.field === 'localWeekYear') return { ...part, field: 'weekYear' }
  return part.field === 'localWeek' ? { ...part, field: 'week' } : part
}

/** name → pattern that prints, and the one that reads where it is another. */
const TABLE: Readonly<Record<string, readonly [string, string?]>> = {
  basic_date: ['uuuuMMdd'],
  basic_date_time: ["uuuuMMdd'T'HHmmss{f}{o}"],
  basic_date_time_no_millis: ["uuuuMMdd'T'HHmmss{o}"],
  basic_ordinal_date: ['uuuuDDD'],
  basic_ordinal_date_time: ["uuuuDDD'T'HHmmss{f}{o}"],
  basic_ordinal_date_time_no_millis: ["uuuuDDD'T'HHmmss{o}"],
  basic_time: ['HHmmss{f}{o}'],
  basic_time_no_millis: ['HHmmss{o}'],
  basic_t_time: ["'T'HHmmss{f}{o}"],
  basic_t_time_no_millis: ["'T'HHmmss{o}"],
  basic_week_date: ["YYYY'W'ww{d}"],
  basic_week_date_time: ["YYYY'W'ww{d}'T'HHmmss{f}{o}"],
  basic_week_date_time_no_millis: ["YYYY'W'ww{d}'T'HHmmss{o}"],
  date: ['uuuu-MM-dd', 'u[-M[-d]]'],
  date_hour: ["uuuu-MM-dd'T'HH", "u-M-d'T'H"],
  date_hour_minute: ["uuuu-MM-dd'T'HH:mm", "u-M-d'T'H:m"],
  date_hour_minute_second: ["uuuu-MM-dd'T'HH:mm:ss", "u-M-d'T'H:m:s"],
  date_hour_minute_second_fraction: ["uuuu-MM-dd'T'HH:mm:ss{f}", "u-M-d'T'H:m:s{f}"],
  date_hour_minute_second_millis: ["uuuu-MM-dd'T'HH:mm:ss{f}", "u-M-d'T'H:m:s{m}"],
  date_optional_time: ["uuuu-MM-dd'T'HH:mm:ss{f}{z}", "u[-M[-d['T'[H[:m[:s[{c}]][{z}]]]]]]"],
  date_time: ["uuuu-MM-dd'T'HH:mm:ss{f}{z}", "u-M-d'T'H:m[:s{f}]{o}"],
  date_time_no_millis: ["uuuu-MM-dd'T'HH:mm:ss{z}", "u-M-d'T'H:m[:s][{z}]"],
  hour: ['HH', 'H'],
  hour_minute: ['HH:mm', 'H:m'],
  hour_minute_second: ['HH:mm:ss', 'H:m:s'],
  hour_minute_second_fraction: ['HH:mm:ss{f}', 'H:m:s{f}'],
  hour_minute_second_millis: ['HH:mm:ss{f}', 'H:m:s{m}'],
  ordinal_date: ['uuuu-DDD', 'u-D'],
  ordinal_date_time: ["uuuu-DDD'T'HH:mm:ss{f}{z}", "u-D'T'H:m:s{f}{o}"],
  ordinal_date_time_no_millis: ["uuuu-DDD'T'HH:mm:ss{z}", "u-D'T'H:m:s{o}"],
  time: ['HH:mm:ss{f}{z}', 'H:m:s{f}{o}'],
  time_no_millis: ['HH:mm:ss{z}', 'H:m:s{o}'],
  t_time: ["'T'HH:mm:ss{f}{z}", "'T'H:m:s{f}{o}"],
  t_time_no_millis: ["'T'HH:mm:ss{z}", "'T'H:m:s{o}"],
  week_date: ["YYYY-'W'ww-{d}", "Y-'W'w-{d}"],
  week_date_time: ["YYYY-'W'ww-{d}'T'HH:mm:ss{f}{z}", "Y-'W'w-{d}'T'H:m:s{f}{o}"],
  week_date_time_no_millis: ["YYYY-'W'ww-{d}'T'HH:mm:ss{z}", "Y-'W'w-{d}'T'H:m:s{o}"],
  weekyear: ['YYYY', 'Y'],
  weekyear_week: ["YYYY-'W'ww", "Y-'W'w"],
  weekyear_week_day: ["YYYY-'W'ww-{d}", "Y-'W'w-{d}"],
  year: ['uuuu', 'u'],
  year_month: ['uuuu-MM', 'u-M'],
  year_month_day: ['uuuu-MM-dd', 'u-M-d'],
  strict_basic_week_date: ["YYYY'W'ww{d}"],
  strict_basic_week_date_time: ["YYYY'W'ww{d}'T'HHmmss{f}{o}"],
  strict_basic_week_date_time_no_millis: ["YYYY'W'ww{d}'T'HHmmss{o}"],
  strict_date: ['uuuu-MM-dd'],
  strict_date_hour: ["uuuu-MM-dd'T'HH"],
  strict_date_hour_minute: ["uuuu-MM-dd'T'HH:mm"],
  strict_date_hour_minute_second: ["uuuu-MM-dd'T'HH:mm:ss"],
  strict_date_hour_minute_second_fraction: ["uuuu-MM-dd'T'HH:mm:ss{f}"],
  strict_date_hour_minute_second_millis: ["uuuu-MM-dd'T'HH:mm:ss{f}"],
  strict_date_time: ["uuuu-MM-dd'T'HH:mm:ss{f}{z}", "uuuu-MM-dd'T'HH:mm:ss[{f}]{z}"],
  strict_date_time_no_millis: ["uuuu-MM-dd'T'HH:mm:ss{z}"],
  strict_hour: ['HH'],
  strict_hour_minute: ['HH:mm'],
  strict_hour_minute_second: ['HH:mm:ss'],
  strict_hour_minute_second_fraction: ['HH:mm:ss{f}'],
  strict_hour_minute_second_millis: ['HH:mm:ss{f}'],
  strict_ordinal_date: ['uuuu-DDD'],
  strict_ordinal_date_time: ["uuuu-DDD'T'HH:mm:ss{f}{z}"],
  strict_ordinal_date_time_no_millis: ["uuuu-DDD'T'HH:mm:ss{z}"],
  strict_time: ['HH:mm:ss{f}{z}'],
  strict_time_no_millis: ['HH:mm:ss{z}'],
  strict_t_time: ["'T'HH:mm:ss{f}{z}"],
  strict_t_time_no_millis: ["'T'HH:mm:ss{z}"],
  strict_week_date: ["YYYY-'W'ww-{d}"],
  strict_week_date_time: ["YYYY-'W'ww-{d}'T'HH:mm:ss{f}{z}"],
  strict_week_date_time_no_millis: ["YYYY-'W'ww-{d}'T'HH:mm:ss{z}"],
  strict_weekyear: ['YYYY'],
  strict_weekyear_week: ["YYYY-'W'ww"],
  strict_weekyear_week_day: ["YYYY-'W'ww-{d}"],
  strict_year: ['uuuu'],
  strict_year_month: ['uuuu-MM'],
  strict_year_month_day: ['uuuu-MM-dd', 'uuuu[-MM[-dd]]'],
}

const compiled = new Map<string, NamedFormat>()

/** A named format, compiled when first asked for; undefined for other names. */
export function findNamedFormat(name: string): NamedFormat | undefined {
  const known = compiled.get(name)
  if (known || !Object.hasOwn(TABLE, name)) return known
  const [printer, reader = printer] = TABLE[name]!
  const format = { reader: compile(reader), printer: compile(printer), lenient: name === 'strict_date' }
  compiled.set(name, format)
  return format
}
