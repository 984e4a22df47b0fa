/**
 * The recursive descent behind `parseJson`: strict JSON (RFC 8259), one pass over the decoded text. Every refusal has Jackson's wording and
 * place. A number becomes a JavaScript number only where it is written back the same, so nothing is lost.
 */
import { type ContainerOffsets, type JsonContainer, recordOffsets } from './positions.ts'
import type { JsonSource } from './source.ts'
import { describeCharacter, type JsonSyntaxError, malformed, unexpectedEnd } from './syntax-error.ts'
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
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const SPACE = 0x20

const MAX_DEPTH = 1000
const MAX_NUMBER_LENGTH = 1000
/** Decimal digits that a double holds whatever they are: such numbers need no proof that they are written back the same. */
const EXACT_DIGITS = 15
const POWERS_OF_TEN = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15]
/** Below it JavaScript writes an exponent. */
const SMALLEST_PLAIN = 1e-6

const EXPECTED_VALUE = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}
const isDigit = (code: number): boolean => code >= ZERO && code <= NINE

export class JsonReader {
  readonly source: JsonSource
  readonly options: ReaderOptions
  readonly text: string
  /** The unit that is read next. */
  at = 0
  /** Where the last whole token began. */
  token = 0
  /** Where the open containers began. */
  readonly open: number[] = []

  constructor(source: JsonSource, options: ReaderOptions) {
    this.source = source
    this.options = options
    this.text = source.text
  }

  /** The next value, white space before it included. */
  value(): JsonValue {
    const code = this.next()
    if (code === QUOTE) return this.stringValue()
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
      else
        throw this.malformed(
          `Illegal character (${describeCharacter(code)}): only regular white space (\\r, \\n, \\t) is allowed between tokens`,
        )
    }
  }

  private object(): JsonObject {
    const offsets = this.begin()
    const members: JsonObject = new Map()
    if (this.next() === CLOSE_BRACE) return this.end(members, offsets)
    for (let count = 1; ; count++) {
      const before = this.token
      const name = this.name(offsets)
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
    if (this.next() === CLOSE_BRACKET) return this.end(items, offsets)
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
    open.push(this.at)
    if (open.length > MAX_DEPTH) {
      this.at++
      throw this.malformed(
        `Document nesting depth (${open.length}) exceeds the maximum allowed (${MAX_DEPTH}, from \`StreamReadConstraints.getMaxNestingDepth()\`)`,
      )
    }
    this.at++
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

  private name(offsets: OffsetsBuilder | undefined): string {
    if (this.next() !== QUOTE) throw this.unexpected('was expecting double-quote to start field name')
    const start = this.at
    offsets?.names.push(start)
    const name = this.string(": was expecting closing '\"' for name")
    this.token = start
    return name
  }

  private stringValue(): string {
    this.token = this.at
    return this.string(': was expecting closing quote for a string value')
  }

  private string(whenUnclosed: string): string {
    const { text } = this
    const start = this.at + 1
    for (let at = start; ; at++) {
      const code = text.charCodeAt(at)
      if (code === QUOTE) {
        this.at = at + 1
        return text.slice(start, at)
      }
      if (code === BACKSLASH) return this.escapedString(start, at, whenUnclosed)
      if (!(code >= SPACE)) throw this.badStringUnit(at, whenUnclosed)
    }
  }

  /** Continues a string at its first backslash. */
  private escapedString(start: number, backslash: number, whenUnclosed: string): string {
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
      else throw this.badStringUnit(at, whenUnclosed)
    }
  }

  /** The character that an escape stands for; `this.at` is then behind it. */
  private escape(backslash: number): string {
    const { text } = this
    const kind = text.charAt(backslash + 1)
    if (kind === 'u') return this.unicodeEscape(backslash + 2)
    const character = Object.hasOwn(ESCAPES, kind) ? ESCAPES[kind] : undefined
    if (character !== undefined) {
      this.at = backslash + 2
      return character
    }
    if (kind === '') throw this.endOfInput(' in character escape sequence')
    this.at = backslash + 1
    throw this.malformed(`Unrecognized character escape ${describeCharacter(text.codePointAt(backslash + 1) as number)}`)
  }

  private unicodeEscape(digits: number): string {
    for (let at = digits; at < digits + 4; at++) {
      if (at >= this.text.length) throw this.endOfInput(' in character escape sequence')
      if (/[0-9a-fA-F]/.test(this.text.charAt(at))) continue
      this.at = at
      throw this.unexpected('expected a hex-digit for character escape sequence')
    }
    this.at = digits + 4
    return String.fromCharCode(Number.parseInt(this.text.slice(digits, digits + 4), 16))
  }

  private badStringUnit(at: number, whenUnclosed: string): JsonSyntaxError {
    this.at = at
    if (at >= this.text.length) return this.endOfInput(whenUnclosed)
    const where = whenUnclosed.endsWith('name') ? 'name' : 'string value'
    const shown = describeCharacter(this.text.charCodeAt(at))
    return this.malformed(`Illegal unquoted character (${shown}): has to be escaped using backslash to be included in ${where}`)
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
    this.at = at
    if (at === whole) throw this.badNumber(': expected digit (0-9) to follow minus sign, for valid numeric value')
    if (at - whole > 1 && text.charCodeAt(whole) === ZERO) throw this.leadingZero(whole)
    if (code === DOT || code === 0x65 || code === 0x45) return this.fractionOrExponent(start, whole, mantissa)
    this.token = start
    if (at - whole <= EXACT_DIGITS && (mantissa !== 0 || !negative)) return negative ? -mantissa : mantissa
    return this.unusualNumber(start)
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
      this.at = at
      if (at === dot + 1) throw this.badNumber(': Decimal point not followed by a digit')
    }
    if (code === 0x65 || code === 0x45) {
      this.exponent()
      return this.unusualNumber(start)
    }
    this.token = start
    const digits = at - whole - 1
    const exact = digits <= EXACT_DIGITS && text.charCodeAt(at - 1) !== ZERO
    if (!exact) return this.unusualNumber(start)
    const value = mantissa / POWERS_OF_TEN[at - dot - 1]!
    return value < SMALLEST_PLAIN ? this.unusualNumber(start) : whole === start ? value : -value
  }

  private exponent(): void {
    const { text } = this
    let at = this.at + 1
    const sign = text.charCodeAt(at)
    if (sign === MINUS || sign === 0x2b) at++
    const digits = at
    while (isDigit(text.charCodeAt(at))) at++
    this.at = at
    if (at === digits) throw this.badNumber(': Exponent indicator not followed by a digit')
  }

  /** A number that JavaScript may write differently. */
  private unusualNumber(start: number): number | JsonNumber {
    const text = this.text.slice(start, this.at)
    this.token = start
    if (text.length > MAX_NUMBER_LENGTH) {
      throw this.malformed(
        `Number value length (${text.length}) exceeds the maximum allowed (${MAX_NUMBER_LENGTH}, from \`StreamReadConstraints.getMaxNumberLength()\`)`,
      )
    }
    const value = Number(text)
    return String(value) === text ? value : new JsonNumber(text)
  }

  private literal(code: number): boolean | null {
    const { text, at } = this
    if (code === 0x74 && text.startsWith('true', at)) return this.literalEnd(4, true)
    if (code === 0x66 && text.startsWith('false', at)) return this.literalEnd(5, false)
    if (code === 0x6e && text.startsWith('null', at)) return this.literalEnd(4, null)
    if (Number.isNaN(code)) throw this.endOfInput(this.open.length === 0 ? '' : ` within/between ${this.context()} entries`)
    if (IDENTIFIER_START.test(text.charAt(at))) throw this.unrecognized()
    throw this.unexpected(`expected a valid value ${EXPECTED_VALUE}`)
  }

  private literalEnd<Literal extends boolean | null>(length: number, value: Literal): Literal {
    const start = this.at
    if (IDENTIFIER_PART.test(this.text.charAt(start + length))) throw this.unrecognized()
    this.token = start
    this.at = start + length
    return value
  }

  private unrecognized(): JsonSyntaxError {
    const word = /^[\p{L}\p{N}_$]{1,256}/u.exec(this.text.slice(this.at, this.at + 257))?.[0] ?? ''
    // Read from bytes, Jackson consumes the character behind the word as well; read from a string it does not.
    const behind = this.source.bytes && this.at + word.length < this.text.length ? 1 : 0
    this.at += word.length + behind
    return this.malformed(`Unrecognized token '${word}': was expecting ${EXPECTED_VALUE}`)
  }

  private comment(): void {
    const { text, at, options } = this
    if (!options.comments) {
      throw this.unexpected(
        "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)",
      )
    }
    const kind = text.charAt(at + 1)
    if (kind === '/') {
      while (this.at < text.length && text.charCodeAt(this.at) !== 10 && text.charCodeAt(this.at) !== 13) this.at++
      return
    }
    if (kind !== '*') {
      this.at++
      throw kind === '' ? this.endOfInput(' in a comment') : this.unexpected("was expecting either '*' or '/' for a comment")
    }
    const end = text.indexOf('*/', at + 2)
    if (end < 0) throw this.endOfInput(' in a comment')
    this.at = end + 2
  }

  private context(): 'Object' | 'Array' | 'root' {
    const start = this.open.at(-1)
    if (start === undefined) return 'root'
    return this.text.charCodeAt(start) === OPEN_BRACE ? 'Object' : 'Array'
  }

  private malformed(message: string): JsonSyntaxError {
    return malformed(this.source, this.at, message, this.token)
  }

  private endOfInput(why: string): JsonSyntaxError {
    return unexpectedEnd(this.source, why, this.token)
  }

  /** Something else than what must come here. */
  private unexpected(expected: string): JsonSyntaxError {
    const code = this.text.codePointAt(this.at)
    if (code === undefined) return this.endOfInput(` within/between ${this.context()} entries`)
    return this.malformed(`Unexpected character (${describeCharacter(code)}): ${expected}`)
  }

  /** Neither a comma nor the closing bracket behind an entry. */
  private unclosed(expected: string): JsonSyntaxError {
    const code = this.text.charCodeAt(this.at)
    const start = `${this.context()} (start marker at ${this.source.describe(this.open.at(-1) ?? 0)})`
    if (Number.isNaN(code)) return this.endOfInput(`: expected close marker for ${start}`)
    return this.unexpected(expected)
  }

  private badNumber(why: string): JsonSyntaxError {
    const code = this.text.codePointAt(this.at)
    if (code === undefined) return this.endOfInput(' in a Number value')
    return this.malformed(`Unexpected character (${describeCharacter(code)}) in numeric value${why}`)
  }

  private leadingZero(whole: number): JsonSyntaxError {
    this.at = whole + 1
    return this.malformed('Invalid numeric value: Leading zeroes not allowed')
  }
}

type OffsetsBuilder = { -readonly [Key in keyof ContainerOffsets]: ContainerOffsets[Key] } & {
  names: number[]
  values: number[]
  ends: number[]
}

const IDENTIFIER_START = /[\p{L}_$]/u
const IDENTIFIER_PART = /[\p{L}\p{N}_$]/u
