/**
 * Strings, numbers and literals of the parser. A number becomes a JavaScript number only where it is written back the same, so nothing is
 * lost. Used by `reader.ts`, which knows objects and arrays.
 */
import { IDENTIFIER_PART, JsonCursor } from './cursor.ts'
import { describeCharacter, type JsonSyntaxError } from './syntax-error.ts'
import { JsonNumber } from './value.ts'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const MINUS = 0x2d
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const UPPER_E = 0x45
const LOWER_E = 0x65
const SPACE = 0x20

const MAX_NUMBER_LENGTH = 1000
/** Decimal digits that a double holds whatever they are: such numbers need no proof that they are written back the same. */
const EXACT_DIGITS = 15
const POWERS_OF_TEN = Array.from({ length: EXACT_DIGITS + 1 }, (_, power) => 10 ** power)
/** Below it JavaScript writes an exponent. */
const SMALLEST_PLAIN = 1e-6

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE

/** Whether a number may begin with this unit. */
export const beginsNumber = (code: number): boolean => code === MINUS || isDigit(code)

export class ScalarReader extends JsonCursor {
  protected string(isName: boolean): string {
    const { text } = this
    if (!isName) this.token = this.at
    const start = this.at + 1
    for (let at = start; ; at++) {
      const code = text.charCodeAt(at)
      if (code === QUOTE) {
        this.at = at + 1
        return text.slice(start, at)
      }
      if (code === BACKSLASH) return this.escapedString(start, at, isName)
      if (!(code >= SPACE)) throw this.badString(at, isName)
    }
  }

  /** Continues a string at its first backslash. */
  private escapedString(start: number, backslash: number, isName: boolean): string {
    const { text } = this
    let read = text.slice(start, backslash)
    let from = backslash
    for (let at = backslash; ; ) {
      const code = text.charCodeAt(at)
      if (code === BACKSLASH) {
        read += text.slice(from, at) + this.escape(at)
        at = from = this.at
      } else if (code === QUOTE) {
        this.at = at + 1
        return read + text.slice(from, at)
      } else if (code >= SPACE) at++
      else throw this.badString(at, isName)
    }
  }

  /** The character that an escape stands for; the cursor is then behind it. */
  private escape(backslash: number): string {
    const kind = this.text.charAt(backslash + 1)
    if (kind === '') throw this.endOfInput(' in character escape sequence')
    if (kind === 'u') return this.unicodeEscape(backslash + 2)
    this.at = backslash + 1
    const character = ESCAPES.get(kind)
    if (character === undefined) {
      throw this.malformed(`Unrecognized character escape ${describeCharacter(this.text.codePointAt(this.at) as number)}`)
    }
    this.at++
    return character
  }

  private unicodeEscape(digits: number): string {
    for (this.at = digits; this.at < digits + 4; this.at++) {
      if (this.at >= this.text.length) throw this.endOfInput(' in character escape sequence')
      const isHex = /[0-9a-fA-F]/.test(this.text.charAt(this.at))
      if (!isHex) throw this.unexpected('expected a hex-digit for character escape sequence')
    }
    return String.fromCharCode(Number.parseInt(this.text.slice(digits, digits + 4), 16))
  }

  protected number(): number | JsonNumber {
    const { text } = this
    const start = this.at
    const negative = text.charCodeAt(start) === MINUS
    const whole = negative ? start + 1 : start
    let at = whole
    let mantissa = 0
    let code = text.charCodeAt(at)
    for (; isDigit(code); code = text.charCodeAt(++at)) mantissa = mantissa * 10 + (code - ZERO)
    if (at === whole) throw this.noDigits(whole)
    if (at - whole > 1 && text.charCodeAt(whole) === ZERO) {
      throw this.malformed('Invalid numeric value: Leading zeroes not allowed', whole + 1)
    }
    this.at = at
    if (code === DOT || code === LOWER_E || code === UPPER_E) return this.fractionOrExponent(start, whole, mantissa)
    if (at - whole > EXACT_DIGITS || (mantissa === 0 && negative)) return this.unusualNumber(start)
    this.token = start
    return negative ? -mantissa : mantissa
  }

  /** Continues a number behind its whole part. */
  private fractionOrExponent(start: number, whole: number, wholeValue: number): number | JsonNumber {
    const { text } = this
    const dot = this.at
    let mantissa = wholeValue
    let at = dot
    let code = text.charCodeAt(at)
    if (code === DOT) {
      code = text.charCodeAt(++at)
      for (; isDigit(code); code = text.charCodeAt(++at)) mantissa = mantissa * 10 + (code - ZERO)
      // At the end of the input Jackson names the point itself.
      this.at = Number.isNaN(code) ? at - 1 : at
      if (at === dot + 1) throw this.badNumber('Decimal point not followed by a digit')
      this.at = at
    }
    if (code === LOWER_E || code === UPPER_E) {
      this.exponent()
      return this.unusualNumber(start)
    }
    const isExact = at - whole - 1 <= EXACT_DIGITS && text.charCodeAt(at - 1) !== ZERO
    const value = isExact ? mantissa / POWERS_OF_TEN[at - dot - 1]! : 0
    if (value < SMALLEST_PLAIN) return this.unusualNumber(start)
    this.token = start
    return whole === start ? value : -value
  }

  private exponent(): void {
    const { text } = this
    let at = this.at + 1
    const sign = text.charAt(at)
    if (sign === '-' || sign === '+') at++
    const digits = at
    while (isDigit(text.charCodeAt(at))) at++
    this.at = at
    if (at === digits) throw this.badNumber('Exponent indicator not followed by a digit')
  }

  /** A number that JavaScript may write differently. */
  private unusualNumber(start: number): number | JsonNumber {
    const text = this.text.slice(start, this.at)
    if (text.length > MAX_NUMBER_LENGTH) {
      throw this.beyondLimit('Number value length', text.length, MAX_NUMBER_LENGTH, 'getMaxNumberLength')
    }
    this.token = start
    const value = Number(text)
    return String(value) === text ? value : new JsonNumber(text)
  }

  private noDigits(at: number): JsonSyntaxError {
    if (this.text.startsWith('Infinity', at)) return this.nonNumber('-Infinity')
    this.at = at
    return this.badNumber('expected digit (0-9) to follow minus sign, for valid numeric value')
  }

  protected literal(code: number): boolean | null {
    const { text, at } = this
    if (code === 0x74 && text.startsWith('true', at)) return this.literalEnd(4, true)
    if (code === 0x66 && text.startsWith('false', at)) return this.literalEnd(5, false)
    if (code === 0x6e && text.startsWith('null', at)) return this.literalEnd(4, null)
    throw this.unexpectedValue()
  }

  private literalEnd<Literal extends boolean | null>(length: number, value: Literal): Literal {
    const start = this.at
    if (IDENTIFIER_PART.test(this.text.charAt(start + length))) throw this.unrecognized()
    this.token = start
    this.at = start + length
    return value
  }
}
