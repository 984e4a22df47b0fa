/**
 * The recursive descent behind `parseJson`: strict JSON (RFC 8259), one pass over the decoded text. A number becomes a JavaScript number
 * only where it is written back the same, so nothing is lost.
 */
import { IDENTIFIER_PART, JsonCursor } from './cursor.ts'
import { type ContainerOffsets, type JsonContainer, recordOffsets } from './positions.ts'
import type { JsonSource } from './source.ts'
import { describeCharacter, malformed } from './syntax-error.ts'
import { JsonNumber, type JsonObject, type JsonValue } from './value.ts'

/** What a reader takes and keeps beyond the values. */
export interface ReaderOptions {
  /** `all`: offsets of every container and member; `top`: of the outermost container only. */
  readonly positions: 'none' | 'top' | 'all'
  /** Comments (as in JavaScript) count as white space. */
  readonly comments: boolean
}

const QUOTE = 0x22
const SLASH = 0x2f
const BACKSLASH = 0x5c
const COMMA = 0x2c
const COLON = 0x3a
const MINUS = 0x2d
const DOT = 0x2e
const ZERO = 0x30
const NINE = 0x39
const UPPER_E = 0x45
const LOWER_E = 0x65
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const SPACE = 0x20

const MAX_DEPTH = 1000
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

export class JsonReader extends JsonCursor {
  readonly options: ReaderOptions

  constructor(source: JsonSource, options: ReaderOptions) {
    super(source)
    this.options = options
  }

  /** The next value, white space before it included. */
  value(): JsonValue {
    const code = this.next()
    if (code === QUOTE) return this.string(false)
    if (code === OPEN_BRACE) return this.object()
    if (code === OPEN_BRACKET) return this.array()
    if (code === MINUS || isDigit(code)) return this.number()
    return this.literal(code)
  }

  /** Skips white space and answers the unit after it; NaN at the end. */
  next(): number {
    for (;;) {
      const code = this.text.charCodeAt(this.at)
      if (code > SPACE && code !== SLASH) return code
      if (code === SPACE || code === 10 || code === 13 || code === 9) this.at++
      else if (code === SLASH) this.comment()
      else if (Number.isNaN(code)) return code
      else throw this.illegalSpace(code)
    }
  }

  private object(): JsonObject {
    const offsets = this.begin()
    const members: JsonObject = new Map()
    const first = this.next()
    if (first === CLOSE_BRACE) return this.end(members, offsets)
    if (first === CLOSE_BRACKET) throw this.mismatched()
    for (let count = 1; ; count++) {
      const before = this.token
      const name = this.name(offsets, count === 1)
      const nameEnd = this.at
      if (this.next() !== COLON) throw this.unexpected('was expecting a colon to separate field name and value')
      this.at++
      members.set(name, offsets ? this.recordedValue(offsets) : this.value())
      if (members.size !== count) throw malformed(this.source, nameEnd, `Duplicate field '${name}'`, before)
      const separator = this.next()
      if (separator === CLOSE_BRACE) return this.end(members, offsets)
      if (separator !== COMMA) throw this.unclosed('was expecting comma to separate Object entries')
      this.at++
    }
  }

  private array(): JsonValue[] {
    const offsets = this.begin()
    const items: JsonValue[] = []
    const first = this.next()
    if (first === CLOSE_BRACKET) return this.end(items, offsets)
    if (first === CLOSE_BRACE) throw this.mismatched()
    if (Number.isNaN(first)) throw this.unclosed('')
    for (;;) {
      items.push(offsets ? this.recordedValue(offsets) : this.value())
      const separator = this.next()
      if (separator === CLOSE_BRACKET) return this.end(items, offsets)
      if (separator !== COMMA) throw this.unclosed('was expecting comma to separate Array entries')
      this.at++
    }
  }

  private begin(): OffsetsBuilder | undefined {
    const { open, options } = this
    this.token = this.at
    open.push(this.at++)
    if (open.length > MAX_DEPTH) throw this.beyondLimit('Document nesting depth', open.length, MAX_DEPTH, 'getMaxNestingDepth')
    const wanted = options.positions === 'all' || (options.positions === 'top' && open.length === 1)
    return wanted ? { source: this.source, start: this.token, end: 0, names: [], values: [], ends: [] } : undefined
  }

  private end<Container extends JsonContainer>(container: Container, offsets: OffsetsBuilder | undefined): Container {
    if (offsets) {
      offsets.end = this.at
      recordOffsets(container, offsets)
    }
    this.token = this.at++
    this.open.pop()
    return container
  }

  private recordedValue(offsets: OffsetsBuilder): JsonValue {
    this.next()
    offsets.values.push(this.at)
    const value = this.value()
    offsets.ends.push(this.at)
    return value
  }

  private name(offsets: OffsetsBuilder | undefined, isFirst: boolean): string {
    if (this.next() !== QUOTE) throw this.unexpectedName(isFirst)
    const start = this.at
    offsets?.names.push(start)
    const name = this.string(true)
    this.token = start
    return name
  }

  private string(isName: boolean): string {
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

  private number(): number | JsonNumber {
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

  private noDigits(at: number) {
    if (this.text.startsWith('Infinity', at)) return this.nonNumber('-Infinity')
    this.at = at
    return this.badNumber('expected digit (0-9) to follow minus sign, for valid numeric value')
  }

  private literal(code: number): boolean | null {
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

  private comment(): void {
    const { text, at, options } = this
    if (!options.comments) {
      throw this.unexpected(
        "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)",
      )
    }
    const kind = text.charAt(at + 1)
    const end = kind === '/' ? lineEnd(text, at) : kind === '*' ? text.indexOf('*/', at + 2) + 2 : at + 1
    if (kind === '' || end === 1) throw this.endOfInput(' in a comment')
    this.at = end
    if (kind !== '/' && kind !== '*') throw this.unexpected("was expecting either '*' or '/' for a comment")
  }
}

function lineEnd(text: string, from: number): number {
  let at = from
  while (at < text.length && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++
  return at
}

type OffsetsBuilder = { -readonly [Key in keyof ContainerOffsets]: ContainerOffsets[Key] } & {
  names: number[]
  values: number[]
  ends: number[]
}
