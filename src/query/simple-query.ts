/**
 * The little language of `simple_query_string`: `+` and, `|` or, `-` not, `"` a phrase, `*` a prefix, `~2` fuzzy or loose, `( )`, `\\`
 * before what is to be taken as it is. Never an error: what means nothing is left out. Read into a tree of words by its readers.
 */
import type { Operator } from './node.ts'

export type SimpleQuery =
  | { readonly kind: 'word' | 'prefix'; readonly text: string; readonly fuzziness: number }
  | { readonly kind: 'phrase'; readonly text: string; readonly slop: number }
  | { readonly kind: Operator; readonly parts: readonly SimpleQuery[] }
  | { readonly kind: 'not'; readonly part: SimpleQuery }

/** Which of the language counts, by the names of `flags`. */
export type SimpleQueryFlags = ReadonlySet<string>

export const SIMPLE_QUERY_FLAGS: readonly string[] = [
  'AND',
  'NOT',
  'OR',
  'PREFIX',
  'PHRASE',
  'PRECEDENCE',
  'ESCAPE',
  'WHITESPACE',
  'FUZZY',
  'NEAR',
  'SLOP',
]

/** Parentheses deeper than this are read as if they were not there. */
const DEEPEST = 30

/** undefined: there is no word in it. */
export function parseSimpleQuery(text: string, operator: Operator, flags: SimpleQueryFlags): SimpleQuery | undefined {
  return new SimpleParser(text, operator, flags).group(0)
}

const SPACE = /[ \t\n\r]/

class SimpleParser {
  readonly #text: string
  readonly #operator: Operator
  readonly #flags: SimpleQueryFlags
  #at = 0

  constructor(text: string, operator: Operator, flags: SimpleQueryFlags) {
    this.#text = text
    this.#operator = operator
    this.#flags = flags
  }

  /** Up to the parenthesis that closes it, or to the end. */
  group(depth: number): SimpleQuery | undefined {
    let found: SimpleQuery | undefined
    let operator: Operator | undefined
    let isNegated = false
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] as string
      if (this.#is(char, ')', 'PRECEDENCE') && depth > 0) break
      const given = this.#operatorOf(char)
      if (given !== undefined) operator ??= found && given
      else if (this.#is(char, '-', 'NOT')) isNegated = !isNegated
      if (given !== undefined || this.#isBetween(char)) {
        this.#at++
        continue
      }
      const part = this.#part(char, depth)
      if (part) {
        found = joined(found, operator ?? this.#operator, isNegated ? { kind: 'not', part } : part)
        operator = undefined
      }
      isNegated = false
    }
    return found
  }

  #is(char: string, wanted: string, flag: string): boolean {
    return char === wanted && this.#flags.has(flag)
  }

  #operatorOf(char: string): Operator | undefined {
    if (this.#is(char, '+', 'AND')) return 'and'
    return this.#is(char, '|', 'OR') ? 'or' : undefined
  }

  /** What parts words without being part of one. */
  #isBetween(char: string): boolean {
    return this.#is(char, '-', 'NOT') || this.#is(char, ')', 'PRECEDENCE') || (this.#flags.has('WHITESPACE') && SPACE.test(char))
  }

  #part(char: string, depth: number): SimpleQuery | undefined {
    if (this.#is(char, '(', 'PRECEDENCE')) {
      this.#at++
      if (depth >= DEEPEST) return undefined
      const inner = this.group(depth + 1)
      this.#at++
      return inner
    }
    return this.#is(char, '"', 'PHRASE') ? this.#phrase() : this.#word()
  }

  #phrase(): SimpleQuery | undefined {
    const start = ++this.#at
    const text = this.#take((char) => char === '"')
    if (this.#at >= this.#text.length) {
      // A quote that nothing closes is none.
      this.#at = start
      return undefined
    }
    this.#at++
    const slop = this.#flags.has('NEAR') || this.#flags.has('SLOP') ? this.#tilde() : 0
    return text === '' ? undefined : { kind: 'phrase', text, slop }
  }

  #word(): SimpleQuery | undefined {
    const start = this.#at
    const text = this.#take((char) => this.#endsWord(char))
    if (this.#at === start) {
      this.#at++
      return undefined
    }
    const isPrefix = this.#flags.has('PREFIX') && text.length > 1 && text.endsWith('*') && this.#text[this.#at - 2] !== '\\'
    if (isPrefix) return { kind: 'prefix', text: text.slice(0, -1), fuzziness: 0 }
    const loose = this.#flags.has('FUZZY') ? /^(.+)~(\d*)$/.exec(text) : null
    if (!loose) return { kind: 'word', text, fuzziness: 0 }
    return { kind: 'word', text: loose[1] as string, fuzziness: Math.min(2, Number(loose[2])) }
  }

  #endsWord(char: string): boolean {
    if (this.#operatorOf(char) || this.#is(char, '"', 'PHRASE')) return true
    if (this.#is(char, '(', 'PRECEDENCE') || this.#is(char, ')', 'PRECEDENCE')) return true
    return this.#flags.has('WHITESPACE') && SPACE.test(char)
  }

  /** Characters up to one that ends them, escapes resolved. */
  #take(isEnd: (char: string) => boolean): string {
    let taken = ''
    for (; this.#at < this.#text.length; this.#at++) {
      let char = this.#text[this.#at] as string
      if (this.#is(char, '\\', 'ESCAPE')) char = this.#text[++this.#at] ?? ''
      else if (isEnd(char)) break
      taken += char
    }
    return taken
  }

  /** `~3` behind a phrase. */
  #tilde(): number {
    const found = /^~(\d+)/.exec(this.#text.slice(this.#at, this.#at + 12))
    if (found) this.#at += found[0].length
    return found ? Number(found[1]) : 0
  }
}

/** From left to right; what is joined by one operator stays on one level. */
function joined(before: SimpleQuery | undefined, operator: Operator, part: SimpleQuery): SimpleQuery {
  if (!before) return part
  if (before.kind === operator) return { kind: operator, parts: [...before.parts, part] }
  return { kind: operator, parts: [before, part] }
}
