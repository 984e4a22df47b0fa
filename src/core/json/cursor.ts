/**
 * Where a reader stands in its text, and every refusal it can give from there, in Jackson's words and with Jackson's idea of the place
 * (which is at times the offending character, at times the one behind it).
 */
import type { JsonSource } from './source.ts'
import { beyondLimit, describeCharacter, type JsonSyntaxError, malformed, unexpectedEnd } from './syntax-error.ts'

const EXPECTED_VALUE = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"
const NON_NUMBERS = ['NaN', 'Infinity', '-Infinity']

export const IDENTIFIER_PART = /[\p{L}\p{N}_$]/u
const IDENTIFIER_START = /[\p{L}_$]/u
const OPEN_BRACE = 0x7b

export class JsonCursor {
  readonly source: JsonSource
  readonly text: string
  /** The unit that is read next. */
  at = 0
  /** Where the last whole token began. */
  token = 0
  /** Where the open containers began. */
  readonly open: number[] = []

  constructor(source: JsonSource) {
    this.source = source
    this.text = source.text
  }

  /** Something is wrong at the cursor, or at another offset. */
  malformed(message: string, offset = this.at): JsonSyntaxError {
    const isOutside = this.open.length === 0
    return malformed(this.source, offset, message, isOutside ? offset : this.token)
  }

  endOfInput(why: string): JsonSyntaxError {
    return unexpectedEnd(this.source, why, this.token)
  }

  beyondLimit(what: string, found: number, allowed: number, limit: string): JsonSyntaxError {
    const message = `${what} (${found}) exceeds the maximum allowed (${allowed}, from \`StreamReadConstraints.${limit}()\`)`
    return beyondLimit(this.source, message, this.token)
  }

  /** Something else than what must come here. */
  unexpected(expected: string): JsonSyntaxError {
    const code = this.text.codePointAt(this.at)
    if (code === undefined) return this.endOfInput(` within/between ${this.context()} entries`)
    return this.malformed(`Unexpected character (${describeCharacter(code)}): ${expected}`)
  }

  /** What follows a comma is missing: Jackson tells this end of the input apart from the others. */
  unexpectedName(isFirst: boolean): JsonSyntaxError {
    const isEnd = this.at >= this.text.length
    if (isEnd && isFirst) return this.unclosed('')
    if (isEnd) return this.malformed('Unexpected end-of-input within/between Object entries')
    return this.unexpected('was expecting double-quote to start field name')
  }

  /** No value begins here. */
  unexpectedValue(): JsonSyntaxError {
    const first = this.text.charAt(this.at)
    if (first === '') return this.missingValue()
    if (first === '+') return this.plusSign()
    if (IDENTIFIER_START.test(first)) return this.unrecognized()
    if (this.context() === 'root' && (first === '}' || first === ']')) return this.mismatched()
    const isMissing = first === ',' || first === '}' || (first === ']' && this.context() === 'Array')
    return this.unexpected(isMissing ? 'expected a value' : `expected a valid value ${EXPECTED_VALUE}`)
  }

  /** Neither a comma nor the closing bracket behind an entry. */
  unclosed(expected: string): JsonSyntaxError {
    const next = this.text.charAt(this.at)
    if (next === '') return this.endOfInput(`: expected close marker for ${this.#openContainer('(start marker at')})`)
    if (next === '}' || next === ']') return this.mismatched()
    return this.unexpected(expected)
  }

  /** A closing bracket of the other kind. */
  mismatched(): JsonSyntaxError {
    const found = this.text.charAt(this.at)
    const expected = found === '}' ? ']' : '}'
    this.token = this.at
    return this.malformed(
      `Unexpected close marker '${found}': expected '${expected}' (for ${this.#openContainer('starting at')})`,
    )
  }

  unrecognized(): JsonSyntaxError {
    const word = /^[\p{L}\p{N}_$]{1,256}/u.exec(this.text.slice(this.at, this.at + 257))?.[0] ?? ''
    const end = this.at + word.length
    if (NON_NUMBERS.includes(word)) return this.nonNumber(word)
    // Read from bytes, Jackson consumes the character behind the word as well; read from a string it does not.
    const behind = this.source.bytes && end < this.text.length ? 1 : 0
    return this.malformed(`Unrecognized token '${word}': was expecting ${EXPECTED_VALUE}`, end + behind)
  }

  nonNumber(word: string): JsonSyntaxError {
    const message = `Non-standard token '${word}': enable \`JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS\` to allow`
    return this.malformed(message, this.at + word.length)
  }

  illegalSpace(code: number): JsonSyntaxError {
    const shown = describeCharacter(code)
    const message = `Illegal character (${shown}): only regular white space (\\r, \\n, \\t) is allowed between tokens`
    return this.malformed(message, this.at + 1)
  }

  /** A string (or name) ends, or holds a control character, where it must not. */
  badString(at: number, isName: boolean): JsonSyntaxError {
    this.at = at
    if (at >= this.text.length) return this.endOfInput(isName ? ' in field name' : ' in VALUE_STRING')
    const shown = describeCharacter(this.text.charCodeAt(at))
    const where = isName ? 'name' : 'string value'
    return this.malformed(`Illegal unquoted character (${shown}): has to be escaped using backslash to be included in ${where}`)
  }

  badNumber(why: string): JsonSyntaxError {
    const code = this.text.codePointAt(this.at)
    if (code === undefined) return this.endOfInput(` in ${this.#tokenName()}`)
    return this.malformed(`Unexpected character (${describeCharacter(code)}) in numeric value: ${why}`)
  }

  plusSign(): JsonSyntaxError {
    const why =
      'JSON spec does not allow numbers to have plus signs: enable `JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS` to allow'
    return this.malformed(`Unexpected character ('+' (code 43)) in numeric value: ${why}`, this.at + 1)
  }

  /** What the innermost open bracket is. */
  context(): 'Object' | 'Array' | 'root' {
    const start = this.open.at(-1)
    if (start === undefined) return 'root'
    return this.text.charCodeAt(start) === OPEN_BRACE ? 'Object' : 'Array'
  }

  /** The input ends where a value must come: behind a colon, behind a comma, or in an array that has just begun. */
  missingValue(): JsonSyntaxError {
    const context = this.context()
    if (context === 'Object') return this.endOfInput(' within/between Object entries')
    return this.malformed(`Unexpected end-of-input within/between ${context} entries`)
  }

  #openContainer(preposition: string): string {
    const start = this.open.at(-1)
    const place = start === undefined ? this.source.describeRoot() : this.source.describe(start)
    return `${this.context()} ${preposition} ${place}`
  }

  /** The token that Jackson still holds while it reads a value: the name before it, or what went before in the array. */
  #tokenName(): string {
    const context = this.context()
    if (context === 'root') return 'null'
    if (context === 'Object') return 'FIELD_NAME'
    const first = this.text.charAt(this.token)
    if (first === '[') return 'START_ARRAY'
    if (first === ']') return 'END_ARRAY'
    if (first === '}') return 'END_OBJECT'
    if (first === '"') return 'VALUE_STRING'
    return first === 't' ? 'VALUE_TRUE' : first === 'f' ? 'VALUE_FALSE' : first === 'n' ? 'VALUE_NULL' : 'VALUE_NUMBER_INT'
  }
}
