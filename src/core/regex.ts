/**
 * Lucene's regular expressions: always over the whole text, with `~` (complement), `&` (intersection), `@` (any text), `#` (none) and
 * `<n-m>` (numbers) beside the usual. Read into a language that `automaton.ts` matches in linear time, so no pattern can hang the server.
 * Called by role patterns (`/…/`), by name filters and by regexp queries.
 */
import { type Automaton, createAutomaton } from './automaton.ts'
import { illegalArgument } from './errors.ts'
import {
  ANY_CHAR,
  ANYTHING,
  type CharRanges,
  chars,
  charsExcept,
  complement,
  intersection,
  type Language,
  NOTHING,
  repeat,
  sequence,
  text,
  union,
} from './language.ts'
import { numbersBetween } from './number-language.ts'

/** The operators that may be switched off one by one (`flags` of a regexp query). */
export interface RegexOperators {
  readonly complement: boolean
  readonly intersection: boolean
  readonly interval: boolean
  readonly anyString: boolean
  readonly empty: boolean
}

export const ALL_OPERATORS: RegexOperators = {
  complement: true,
  intersection: true,
  interval: true,
  anyString: true,
  empty: true,
}

/** Longer patterns are refused. */
const MAX_LENGTH = 2_000
const MAX_DEPTH = 200

/** Compiles a pattern; throws 400 `illegal_argument_exception` where it is malformed or too complex. */
export const compileRegex = (pattern: string, operators: RegexOperators = ALL_OPERATORS): Automaton =>
  createAutomaton(parseRegex(pattern, operators))

/** The language a pattern describes. */
export function parseRegex(pattern: string, operators: RegexOperators = ALL_OPERATORS): Language {
  if (pattern.length > MAX_LENGTH) {
    throw illegalArgument(`the length of regex [${pattern.length}] exceeds the allowed maximum of [${MAX_LENGTH}]`)
  }
  if (pattern === '') return text('')
  return new RegexParser(pattern, operators).whole()
}

const DIGIT: CharRanges = [[48, 57]]
const WORD: CharRanges = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
]
const SPACE: CharRanges = [
  [9, 10],
  [13, 13],
  [32, 32],
]

class RegexParser {
  readonly #characters: readonly string[]
  readonly #operators: RegexOperators
  #at = 0
  #depth = 0

  constructor(pattern: string, operators: RegexOperators) {
    this.#characters = [...pattern]
    this.#operators = operators
  }

  whole(): Language {
    const language = this.#union()
    if (this.#more()) throw illegalArgument(`end-of-string expected at position ${this.#at}`)
    return language
  }

  #union(): Language {
    if (++this.#depth > MAX_DEPTH) throw illegalArgument('regular expression is nested too deeply')
    const parts = [this.#intersection()]
    while (this.#take('|')) parts.push(this.#intersection())
    this.#depth--
    return parts.length === 1 ? (parts[0] as Language) : union(parts)
  }

  #intersection(): Language {
    const parts = [this.#sequence()]
    while (this.#operators.intersection && this.#take('&')) parts.push(this.#sequence())
    return parts.length === 1 ? (parts[0] as Language) : intersection(parts)
  }

  #sequence(): Language {
    const parts = [this.#repeated()]
    while (this.#more() && !this.#peek(')|') && !(this.#operators.intersection && this.#peek('&'))) parts.push(this.#repeated())
    return parts.length === 1 ? (parts[0] as Language) : sequence(...parts)
  }

  #repeated(): Language {
    let language = this.#complement()
    for (;;) {
      if (this.#take('?')) language = repeat(language, 0, 1)
      else if (this.#take('*')) language = repeat(language, 0, Infinity)
      else if (this.#take('+')) language = repeat(language, 1, Infinity)
      else if (this.#take('{')) language = this.#counted(language)
      else return language
    }
  }

  #counted(language: Language): Language {
    const min = this.#integer()
    const max = this.#take(',') ? (this.#peek('}') ? Infinity : this.#integer()) : min
    if (!this.#take('}')) throw illegalArgument(`expected '}' at position ${this.#at}`)
    if (max < min) throw illegalArgument(`invalid repetition range(out of order): ${min}..${max}`)
    return repeat(language, min, max)
  }

  #integer(): number {
    const start = this.#at
    while (this.#peek('0123456789')) this.#at++
    if (start === this.#at) throw illegalArgument(`integer expected at position ${this.#at}`)
    return Number(this.#characters.slice(start, this.#at).join(''))
  }

  #complement(): Language {
    let negated = false
    while (this.#operators.complement && this.#take('~')) negated = !negated
    const language = this.#characterClass()
    return negated ? complement(language) : language
  }

  #characterClass(): Language {
    if (!this.#take('[')) return this.#simple()
    const negated = this.#take('^')
    const ranges: (readonly [number, number])[] = []
    do ranges.push(...this.#classMember())
    while (this.#more() && !this.#peek(']'))
    if (!this.#take(']')) throw illegalArgument(`expected ']' at position ${this.#at}`)
    return negated ? charsExcept(ranges) : chars(ranges)
  }

  #classMember(): CharRanges {
    const predefined = this.#predefined()
    if (predefined) return predefined
    const low = this.#character()
    if (!this.#take('-')) return [[low, low]]
    const high = this.#character()
    if (high < low) throw illegalArgument(`invalid range: from (${low}) cannot be > to (${high})`)
    return [[low, high]]
  }

  #simple(): Language {
    if (this.#take('.')) return ANY_CHAR
    if (this.#operators.empty && this.#take('#')) return NOTHING
    if (this.#operators.anyString && this.#take('@')) return ANYTHING
    if (this.#take('"')) return this.#quoted()
    if (this.#take('(')) return this.#group()
    if (this.#operators.interval && this.#take('<')) return this.#interval()
    const predefined = this.#predefined()
    if (predefined) return chars(predefined)
    return text(String.fromCodePoint(this.#character()))
  }

  #quoted(): Language {
    const end = this.#characters.indexOf('"', this.#at)
    if (end < 0) throw illegalArgument(`expected '"' at position ${this.#characters.length}`)
    const quoted = this.#characters.slice(this.#at, end).join('')
    this.#at = end + 1
    return text(quoted)
  }

  #group(): Language {
    if (this.#take(')')) return text('')
    const language = this.#union()
    if (!this.#take(')')) throw illegalArgument(`expected ')' at position ${this.#at}`)
    return language
  }

  #interval(): Language {
    const end = this.#characters.indexOf('>', this.#at)
    if (end < 0) throw illegalArgument(`expected '>' at position ${this.#characters.length}`)
    const content = this.#characters.slice(this.#at, end).join('')
    const start = this.#at
    this.#at = end + 1
    if (!content.includes('-')) throw illegalArgument(`'${content}' not found`)
    const match = /^(\d+)-(\d+)$/.exec(content)
    if (!match) throw illegalArgument(`interval syntax error at position ${start}`)
    return numbersBetween(match[1] as string, match[2] as string)
  }

  /** `\d`, `\w`, `\s` and their opposites; any other letter behind a backslash is an error. */
  #predefined(): CharRanges | undefined {
    if (!this.#peek('\\')) return undefined
    const letter = this.#characters[this.#at + 1]
    if (letter === undefined || !/^[a-zA-Z]$/.test(letter)) return undefined
    this.#at += 2
    switch (letter) {
      case 'd':
        return DIGIT
      case 'w':
        return WORD
      case 's':
        return SPACE
      case 'D':
        return outside(DIGIT)
      case 'W':
        return outside(WORD)
      case 'S':
        return outside(SPACE)
      default:
        throw illegalArgument(`invalid character class \\${letter}`)
    }
  }

  #character(): number {
    this.#take('\\')
    const character = this.#characters[this.#at++]
    if (character === undefined) throw illegalArgument('unexpected end-of-string')
    return character.codePointAt(0) as number
  }

  #more(): boolean {
    return this.#at < this.#characters.length
  }

  #peek(any: string): boolean {
    const character = this.#characters[this.#at]
    return character !== undefined && any.includes(character)
  }

  #take(character: string): boolean {
    if (this.#characters[this.#at] !== character) return false
    this.#at++
    return true
  }
}

function outside(ranges: CharRanges): CharRanges {
  const language = charsExcept(ranges)
  return language.kind === 'chars' ? language.ranges : []
}
