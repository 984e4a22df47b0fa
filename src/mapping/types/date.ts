/** `date`: instants in milliseconds, read and printed by the formats of the mapping. */
import { type DateFormat, parseDateFormat } from '../../core/date-format.ts'
import { parseDateMath } from '../../core/date-math.ts'
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import type { JsonValue } from '../../core/json/value.ts'
import { isJsonNumber } from '../../core/json/value.ts'
import { parseTimeZone } from '../../core/time-zone.ts'
import type { FieldValue, MappedField } from '../field.ts'
import type { FieldType } from '../field-type.ts'
import {
  BaseField,
  type FieldDefinition,
  type IndexContext,
  type IndexField,
  type ScalarValue,
  scalarText,
} from '../index-field.ts'
import { isIntegerToken, javaText } from '../java-text.ts'
import {
  DOC_VALUES,
  IGNORE_MALFORMED,
  INDEX,
  META,
  mapperParsing,
  nullValue,
  ON_SCRIPT_ERROR,
  type Parameter,
  SCRIPT,
  STORE,
} from '../parameter.ts'

export const DEFAULT_DATE_FORMAT = 'strict_date_optional_time||epoch_millis'

/** The commonest numbers are milliseconds already, where the format takes them. */
const takesMillis = (format: DateFormat): boolean => format.pattern === DEFAULT_DATE_FORMAT

/** Above it a number cannot be mistaken for a year. */
const MAX_YEAR_LIKE = 9999

class DateField extends BaseField implements IndexField {
  readonly family = 'number'
  readonly nullValue: FieldValue | undefined
  readonly dateFormat: DateFormat
  readonly #takesMillis: boolean

  constructor(definition: FieldDefinition, context: IndexContext) {
    super(definition, context)
    const pattern = definition.values.get('format')
    this.dateFormat = parseDateFormat(typeof pattern === 'string' ? pattern : DEFAULT_DATE_FORMAT)
    this.#takesMillis = takesMillis(this.dateFormat)
    const instead = definition.values.get('null_value')
    this.nullValue = instead === undefined ? undefined : this.#parseNullValue(javaText(instead), definition.path)
  }

  #parseNullValue(text: string, path: string): number {
    try {
      return this.dateFormat.parse(text)
    } catch (error) {
      if (!(error instanceof ElasticError)) throw error
      const name = path.slice(path.lastIndexOf('.') + 1)
      throw mapperParsing(`Error parsing [null_value] on field [${name}]: ${error.reason}`, error)
    }
  }

  readValue(value: ScalarValue): FieldValue {
    if (typeof value === 'number' && this.#takesMillis && value > MAX_YEAR_LIKE && Number.isSafeInteger(value)) return value
    const text = typeof value === 'string' ? value : scalarText(value)
    if (text === '') throw illegalArgument('cannot parse empty datetime')
    return this.dateFormat.parse(text)
  }

  objectFault(): Error | undefined {
    return this.ignoreMalformed ? undefined : illegalArgument('Cannot parse object or array as a date value')
  }

  parseQueryValue(value: JsonValue, options: Parameters<MappedField['parseQueryValue']>[1] = {}): FieldValue {
    const text = isJsonNumber(value) && isIntegerToken(value) ? scalarText(value) : javaText(value)
    const format = options.format === undefined ? this.dateFormat : parseDateFormat(options.format)
    const zone = options.timeZone === undefined ? undefined : parseTimeZone(options.timeZone)
    return parseDateMath(text, format, { now: options.now ?? Date.now(), round: options.round ?? 'down', zone })
  }

  formatValue(value: FieldValue): string {
    return this.dateFormat.print(Number(value))
  }
}

const FORMAT: Parameter = {
  name: 'format',
  absent: DEFAULT_DATE_FORMAT,
  parse(value, { name }) {
    const pattern = javaText(value)
    try {
      parseDateFormat(pattern)
    } catch (error) {
      if (!(error instanceof ElasticError)) throw error
      throw illegalArgument(`Error parsing [format] on field [${name}]: ${error.reason}`, { causedBy: error })
    }
    return pattern
  },
}

/** Names of months and days are read in English: other languages are refused. The empty one is Java's root locale. */
const LOCALES = new Set(['', 'en', 'en-US', 'en-GB', 'en_US', 'en_GB'])

const LOCALE: Parameter = {
  name: 'locale',
  absent: 'en',
  parse(value, { name }) {
    const text = javaText(value)
    if (LOCALES.has(text)) return text
    throw mapperParsing(`Unknown value [${text}] for field [locale] - accepted values are [en, en-US, en-GB] (field [${name}])`)
  },
}

export const dateType: FieldType = {
  name: 'date',
  parameters: [
    INDEX,
    DOC_VALUES,
    STORE,
    FORMAT,
    LOCALE,
    nullValue((value) => (isJsonNumber(value) ? value : javaText(value))),
    IGNORE_MALFORMED,
    SCRIPT,
    ON_SCRIPT_ERROR,
    META,
  ],
  build: (definition, context) => new DateField(definition, context),
}
