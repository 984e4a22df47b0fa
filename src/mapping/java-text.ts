/** Values as Java prints them in Elasticsearch's error texts: `{a=1, b=[x, null]}`, `1.0E19`. */
import { isJsonNumber, JsonNumber, type JsonValue } from '../core/json/value.ts'

/** A double as `Double.toString` writes it. */
export function doubleText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity'
  return decimalText(value, value.toExponential())
}

/** A float (a double that fits one) as `Float.toString` writes it: the fewest digits that tell it from its neighbours. */
export function floatText(value: number): string {
  if (!Number.isFinite(value)) return doubleText(value)
  for (let digits = 0; digits < 9; digits++) {
    const text = value.toExponential(digits)
    if (Math.fround(Number(text)) === value) return decimalText(value, text)
  }
  return doubleText(value)
}

/** From `d.ddde±x`: plain between a thousandth and ten millions, with an exponent outside. */
function decimalText(value: number, exponential: string): string {
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const [mantissa = '', exponentText = ''] = exponential.replace('-', exponential.startsWith('-') ? '' : '-').split('e')
  const exponent = Number(exponentText)
  const digits = mantissa.replace('.', '').replace(/0+$/, '') || '0'
  if (exponent < -3 || exponent >= 7) return `${sign}${digits.charAt(0)}.${digits.slice(1) || '0'}E${exponent}`
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
  const padded = digits.padEnd(exponent + 1, '0')
  return `${sign}${padded.slice(0, exponent + 1)}.${padded.slice(exponent + 1) || '0'}`
}

/** Whether a number's text is that of an integer: what Elasticsearch decides the kind of a number by. */
export function isIntegerToken(value: number | JsonNumber): boolean {
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) < 1e21
  return /^-?\d+$/.test(value.text)
}

function numberText(value: number | JsonNumber): string {
  if (isIntegerToken(value)) return typeof value === 'number' ? String(value) : String(BigInt(value.text))
  return doubleText(typeof value === 'number' ? value : value.toNumber())
}

/** A value as Java prints it. */
export function javaText(value: JsonValue): string {
  if (typeof value === 'string') return value
  if (isJsonNumber(value)) return numberText(value)
  if (Array.isArray(value)) return `[${value.map(javaText).join(', ')}]`
  if (value instanceof Map) return `{${[...value].map(([name, member]) => `${name}=${javaText(member)}`).join(', ')}}`
  return String(value)
}

/** The Java class that Elasticsearch reads a value as, where error texts name it: `Integer`, `String`. */
export function javaClass(value: JsonValue): string {
  if (typeof value === 'string') return 'String'
  if (typeof value === 'boolean') return 'Boolean'
  if (Array.isArray(value)) return 'ArrayList'
  if (value instanceof Map) return 'LinkedHashMap'
  if (isJsonNumber(value)) return numberClass(value)
  return 'null'
}

function numberClass(value: number | JsonNumber): string {
  if (!isIntegerToken(value)) return 'Double'
  const exact = BigInt(value instanceof JsonNumber ? value.text : value)
  if (exact === BigInt.asIntN(32, exact)) return 'Integer'
  return exact === BigInt.asIntN(64, exact) ? 'Long' : 'BigInteger'
}
