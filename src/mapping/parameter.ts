/**
 * The parameters of field types: how each is read from a mapping, whether it may change, and how it prints. Types list theirs in the order
 * in which Elasticsearch prints them; `field-type.ts` checks a declaration against that list.
 */
import { ElasticError, illegalArgument } from '../core/errors.ts'
import type { JsonObject, JsonValue } from '../core/json/value.ts'
import type { IndexContext } from './index-field.ts'
import { isIntegerToken, javaClass, javaText } from './java-text.ts'
import { parseJavaDouble } from './number-values.ts'

/** Where a parameter stands, for error texts. */
export interface FieldPlace {
  /** The field's own name, without the objects around it. */
  readonly name: string
  readonly type: string
}

export interface Parameter {
  readonly name: string
  /** What holds where it is not given; null: none. */
  readonly absent: JsonValue
  /** A given value, checked, in the form in which it prints; null: as if not given. */
  parse(value: JsonValue, place: FieldPlace, context: IndexContext): JsonValue
  /** null may be given. */
  readonly nullable?: boolean
  /** Whether a later mapping may bring another value; false where left out. */
  mayChange?(from: JsonValue, to: JsonValue): boolean
  /** As texts of conflicts name a value. */
  describe?(value: JsonValue): string
  /** Printed wherever given, also where equal to the default. */
  readonly explicit?: boolean
}

export const mapperParsing = (reason: string, causedBy?: ElasticError): ElasticError =>
  new ElasticError('mapper_parsing_exception', reason, causedBy ? { causedBy } : {})

const always = (): boolean => true

/** `true`, `false`, and the strings of them. */
export function parseFlag(value: JsonValue): boolean {
  const text = javaText(value)
  if (text === 'true') return true
  if (text === 'false') return false
  throw illegalArgument(`Failed to parse value [${text}] as only [true] or [false] are allowed.`)
}

export interface ParameterOptions {
  readonly mayChange?: boolean
  readonly explicit?: boolean
}

export const flag = (
  name: string,
  absent: boolean,
  { mayChange = false, explicit = false }: ParameterOptions = {},
): Parameter => ({
  name,
  absent,
  explicit,
  parse: parseFlag,
  ...(mayChange ? { mayChange: always } : {}),
})

/** A whole number, given as number or text. */
export function parseWhole(value: JsonValue): number {
  if (typeof value === 'number' && isIntegerToken(value)) return value
  const text = javaText(value)
  if (!/^[+-]?\d{1,15}$/.test(text)) {
    // a fraction is told apart from what is no number at all
    parseJavaDouble(text)
    throw illegalArgument(`Value [${text}] has a decimal part`)
  }
  return Number(text)
}

export const wholeNumber = (
  name: string,
  absent: number,
  negative: (text: string) => ElasticError,
  { mayChange = false }: ParameterOptions = {},
): Parameter => ({
  name,
  absent,
  parse(value) {
    const whole = parseWhole(value)
    if (whole < 0) throw negative(`[${name}] must be positive, got [${whole}]`)
    return whole
  },
  ...(mayChange ? { mayChange: always } : {}),
})

/** Any of a few words. What Elasticsearch takes beyond them is refused in the same words. */
export const oneOf = (name: string, absent: string, allowed: readonly string[]): Parameter => ({
  name,
  absent,
  parse(value) {
    const text = javaText(value)
    if (allowed.includes(text)) return text
    throw mapperParsing(`Unknown value [${text}] for field [${name}] - accepted values are [${allowed.join(', ')}]`)
  },
})

/** A parameter of Elasticsearch's that has no effect here and is taken at its default only. */
export const onlyDefault = (name: string, absent: JsonValue): Parameter => ({
  name,
  absent,
  parse(value, place) {
    if (javaText(value) === javaText(absent)) return null
    throw unknownParameter(name, place)
  },
})

export const unknownParameter = (name: string, { name: field, type }: FieldPlace): ElasticError =>
  mapperParsing(`unknown parameter [${name}] on mapper [${field}] of type [${type}]`)

export const INDEX = flag('index', true)
export const STORE = flag('store', false)

const describeDocValues = (enabled: JsonValue): string =>
  `Values[enabled=${String(enabled)}, cardinality=low, multiValue=true, nullability=true]`

export const DOC_VALUES: Parameter = {
  name: 'doc_values',
  absent: true,
  describe: describeDocValues,
  parse(value, { name }) {
    if (typeof value !== 'object' || value === null) return parseFlag(value)
    throw mapperParsing(
      `unsupported doc_values configuration for field [${name}] in non-columnar index; supported values: [true, false]`,
    )
  },
}

const MAX_META_ENTRIES = 5
const MAX_META_KEY = 20
const MAX_META_VALUE = 50

/** Free text about a field, kept and printed. */
export const META: Parameter = {
  name: 'meta',
  absent: new Map(),
  mayChange: always,
  parse(value, { name }) {
    if (!(value instanceof Map))
      throw mapperParsing(`[meta] must be an object, got ${javaClass(value)}[${javaText(value)}] for field [${name}]`)
    checkMeta(value, name)
    return value.size === 0 ? null : new Map([...value].sort(([left], [right]) => (left < right ? -1 : 1)))
  },
}

function checkMeta(meta: JsonObject, field: string): void {
  if (meta.size > MAX_META_ENTRIES) {
    throw mapperParsing(`[meta] can't have more than ${MAX_META_ENTRIES} entries, but got ${meta.size} on field [${field}]`)
  }
  for (const [key, value] of meta) {
    if (key.length > MAX_META_KEY)
      throw mapperParsing(`[meta] keys can't be longer than ${MAX_META_KEY} chars, but got [${key}] for field [${field}]`)
    if (value === null) throw mapperParsing(`[meta] values can't be null (field [${field}])`)
    if (typeof value !== 'string') {
      throw mapperParsing(
        `[meta] values can only be strings, but got ${javaClass(value)}[${javaText(value)}] for field [${field}]`,
      )
    }
    if (value.length > MAX_META_VALUE) {
      throw mapperParsing(`[meta] values can't be longer than ${MAX_META_VALUE} chars, but got [${value}] for field [${field}]`)
    }
  }
}

/** Scripts are not offered: the words of a node that lacks the language. */
export const SCRIPT: Parameter = {
  name: 'script',
  absent: null,
  nullable: true,
  parse(value) {
    if (value === null) return null
    const lang = value instanceof Map ? (value.get('lang') ?? 'painless') : 'painless'
    throw illegalArgument(`script_lang not supported [${javaText(lang)}]`)
  },
}

export const ON_SCRIPT_ERROR = onlyDefault('on_script_error', 'fail')
export const DIMENSION = onlyDefault('time_series_dimension', false)
export const METRIC = onlyDefault('time_series_metric', null)
export const IGNORE_MALFORMED = flag('ignore_malformed', false, { mayChange: true, explicit: true })

/** What stands in for null; null itself means none. */
export const nullValue = (parse: (value: JsonValue, place: FieldPlace) => JsonValue): Parameter => ({
  name: 'null_value',
  absent: null,
  nullable: true,
  parse: (value, place) => (value === null ? null : parse(value, place)),
})
