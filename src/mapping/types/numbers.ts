/** Numbers: `long`, `unsigned_long`, `integer`, `short`, `byte`, `double`, `float`, `half_float`. */
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import { isJsonNumber, JsonNumber, type JsonValue } from '../../core/json/value.ts'
import type { FieldValue } from '../field.ts'
import type { FieldType } from '../field-type.ts'
import {
  BaseField,
  type FieldDefinition,
  type IndexContext,
  type IndexField,
  type ReadValue,
  type ScalarValue,
  scalarText,
} from '../index-field.ts'
import { doubleText, floatText, isIntegerToken, javaText } from '../java-text.ts'
import {
  compact,
  dataLoss,
  hasFraction,
  INTEGERS,
  type IntegerKind,
  integerFromNumber,
  integerFromText,
  integerPart,
  LONG_MAX,
  LONG_MIN,
  longFromNumber,
  longFromText,
  notNumeric,
  numberFormat,
  outOfRange,
  parseJavaDouble,
  roundToHalf,
  UNSIGNED_MAX,
} from '../number-values.ts'
import {
  DIMENSION,
  DOC_VALUES,
  flag,
  IGNORE_MALFORMED,
  INDEX,
  META,
  METRIC,
  nullValue,
  ON_SCRIPT_ERROR,
  type Parameter,
  SCRIPT,
  STORE,
} from '../parameter.ts'

/** How numbers of one type are read. */
interface NumberKind {
  readonly name: string
  /** In texts of errors: `Integer value passed as String`. */
  readonly javaName: string
  /** For whole numbers: the type that errors about a query's range name. */
  readonly whole?: 'long' | 'unsigned long' | 'integer'
  /** A JSON number of a document; `coerce` says whether a fraction may be lost. */
  fromNumber(value: number | JsonNumber, coerce: boolean): number | bigint
  /** A string of a document. */
  fromText(text: string): number | bigint
  /** A value of a query: fractions stay, so that comparing them tells the truth. Beyond the type's range: infinite. */
  fromQuery(text: string): number | bigint
}

const hasLoss = (value: number | JsonNumber): boolean =>
  typeof value === 'number' ? !Number.isInteger(value) : !isIntegerToken(value) && hasFraction(value.text)

const LONG: NumberKind = {
  name: 'long',
  javaName: 'Long',
  whole: 'long',
  fromNumber(value, coerce) {
    if (!coerce && hasLoss(value)) throw dataLoss(value, 'Long')
    return longFromNumber(value)
  },
  fromText: longFromText,
  fromQuery: (text) => wholeFromQuery(text, LONG_MIN, LONG_MAX),
}

function wholeFromQuery(text: string, min: bigint, max: bigint): number | bigint {
  const exact = integerPart(text)
  if (exact === undefined) throw numberFormat(text)
  if (typeof exact !== 'bigint' || exact < min || exact > max) return text.startsWith('-') ? -Infinity : Infinity
  return hasFraction(text) ? Number(text) : compact(exact)
}

const UNSIGNED: NumberKind = {
  name: 'unsigned_long',
  javaName: 'Long',
  whole: 'unsigned long',
  fromNumber(value) {
    const text = scalarText(value)
    if (!isIntegerToken(value)) throw illegalArgument(`For input string: [${javaText(value)}].`)
    const exact = integerPart(text)
    if (typeof exact !== 'bigint' || exact < 0n || exact > UNSIGNED_MAX)
      throw illegalArgument(`Value [${text}] is out of range for unsigned long`)
    return compact(exact)
  },
  fromText(text) {
    const exact = /^\+?\d+$/.test(text) ? integerPart(text) : undefined
    if (typeof exact !== 'bigint' || exact > UNSIGNED_MAX) throw illegalArgument(`For input string: "${text}"`)
    return compact(exact)
  },
  fromQuery: (text) => wholeFromQuery(text, 0n, UNSIGNED_MAX),
}

const whole = (kind: IntegerKind): NumberKind => ({
  name: kind.name,
  javaName: 'Integer',
  whole: 'integer',
  fromNumber(value, coerce) {
    if (!coerce && hasLoss(value)) throw dataLoss(value, 'Integer')
    return integerFromNumber(value, kind)
  },
  fromText: (text) => integerFromText(text, kind),
  fromQuery(text) {
    const double = parseJavaDouble(text)
    // bytes and shorts are asked for as integers are
    if (double < INTEGERS.integer.min) return -Infinity
    return double > INTEGERS.integer.max ? Infinity : double
  },
})

const real = (name: string, javaName: string, round: (value: number) => number, print: (value: number) => string): NumberKind => {
  const finite = (value: number): number => {
    const rounded = round(value)
    if (Number.isFinite(rounded)) return rounded + 0
    throw illegalArgument(`[${name}] supports only finite values, but got [${print(value)}]`)
  }
  return {
    name,
    javaName,
    fromNumber: (value) => finite(typeof value === 'number' ? value : value.toNumber()),
    fromText: (text) => finite(parseJavaDouble(text)),
    fromQuery: (text) => round(parseJavaDouble(text)),
  }
}

const identity = (value: number): number => value

const KINDS: readonly NumberKind[] = [
  LONG,
  UNSIGNED,
  whole(INTEGERS.integer),
  whole(INTEGERS.short),
  whole(INTEGERS.byte),
  real('double', 'Double', identity, doubleText),
  real('float', 'Float', Math.fround, (value) => floatText(Math.fround(value))),
  real('half_float', 'Float', roundToHalf, (value) => floatText(Math.fround(value))),
]

class NumberField extends BaseField implements IndexField {
  readonly family = 'number'
  readonly nullValue: FieldValue | undefined
  readonly #kind: NumberKind
  readonly #coerce: boolean

  constructor(kind: NumberKind, definition: FieldDefinition, context: IndexContext) {
    super(definition, context)
    this.#kind = kind
    const coerce = definition.values.get('coerce') ?? context.settings.get('index.mapping.coerce')
    this.#coerce = coerce !== false && coerce !== 'false'
    const instead = definition.values.get('null_value')
    this.nullValue = isJsonNumber(instead) ? kind.fromNumber(instead, false) : undefined
  }

  readValue(value: ScalarValue): ReadValue {
    if (typeof value === 'number') return this.#kind.fromNumber(value, this.#coerce)
    if (typeof value === 'string') return this.#readText(value)
    if (typeof value === 'boolean') throw notNumeric(value)
    return this.#kind.fromNumber(value, this.#coerce)
  }

  #readText(text: string): ReadValue {
    if (!this.#coerce) throw illegalArgument(`${this.#kind.javaName} value passed as String`)
    return text === '' ? undefined : this.#kind.fromText(text)
  }

  objectFault(): Error {
    return illegalArgument('Cannot parse object as number')
  }

  parseQueryValue(value: JsonValue, options?: { readonly round?: 'down' | 'up' }): FieldValue {
    if (typeof value === 'boolean') throw notDecimal(value)
    const text = isJsonNumber(value) && isIntegerToken(value) ? scalarText(value) : javaText(value)
    const read = this.#kind.fromQuery(text)
    const isRange = options?.round !== undefined
    // nothing equals a value beyond the range; a bound there is an error, except of floats
    if (isRange && this.#kind.whole !== undefined && (read === Infinity || read === -Infinity))
      throw outOfRange(this.#kind.whole, text)
    return read
  }

  formatValue(value: FieldValue): FieldValue {
    return value
  }
}

/** The words of Java's BigDecimal. */
const notDecimal = (value: boolean): ElasticError =>
  new ElasticError(
    'number_format_exception',
    `Character ${String(value).charAt(0)} is neither a decimal digit number, decimal point, nor "e" notation exponential mark.`,
  )

/** What stands in for null, as a JSON number of the kind. */
const numberNullValue = (kind: NumberKind): Parameter =>
  nullValue((value) => {
    if (isJsonNumber(value)) {
      if (kind.javaName !== 'Float' && kind.javaName !== 'Double' && hasLoss(value)) {
        throw illegalArgument(`Value [${javaText(value)}] has a decimal part`)
      }
      return asJson(kind.fromNumber(value, true))
    }
    return asJson(kind.fromText(javaText(value)))
  })

const asJson = (value: number | bigint): JsonValue => (typeof value === 'bigint' ? new JsonNumber(String(value)) : value)

export const numberTypes: readonly FieldType[] = KINDS.map((kind) => ({
  name: kind.name,
  parameters: [
    INDEX,
    DOC_VALUES,
    STORE,
    IGNORE_MALFORMED,
    ...(kind === UNSIGNED ? [] : [flag('coerce', true, { mayChange: true, explicit: true })]),
    numberNullValue(kind),
    SCRIPT,
    ON_SCRIPT_ERROR,
    META,
    DIMENSION,
    METRIC,
  ],
  build: (definition, context) => new NumberField(kind, definition, context),
}))
