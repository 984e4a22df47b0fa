/**
 * Compiled wildcard patterns: `*` for any text and, where asked for, `?` for one character and `\` before a character meant as it is.
 * Most patterns are exact texts or prefixes and are told apart when compiled; the others match in time proportional to text × pattern.
 * Called by authorization for names, actions and resources, and by whoever filters names.
 */

export interface WildcardMatcher {
  /** `exact` and `prefix` are decided by `literal` alone. */
  readonly kind: 'exact' | 'prefix' | 'general'
  /** The whole text, the prefix, or whatever stands before the first wildcard. */
  readonly literal: string
  matches(text: string): boolean
}

export interface WildcardSyntax {
  /** `?` stands for one character, `\` takes the next one as it is (role patterns). Without it only `*` is special (request expressions). */
  readonly single: boolean
}

const ANY = -1
const ONE = -2

/** Compiles one pattern. */
export function compileWildcard(pattern: string, syntax: WildcardSyntax = { single: false }): WildcardMatcher {
  const units = parseWildcard(pattern, syntax)
  const wild = units.findIndex((unit) => unit < 0)
  const literal = String.fromCharCode(...units.slice(0, wild < 0 ? units.length : wild))
  if (wild < 0) return { kind: 'exact', literal, matches: (text) => text === literal }
  if (units.slice(wild).every((unit) => unit === ANY)) {
    return { kind: 'prefix', literal, matches: (text) => text.startsWith(literal) }
  }
  return { kind: 'general', literal, matches: (text) => text.startsWith(literal) && matchUnits(units, text) }
}

/** Whether a text, read as a request's expression, is a pattern. */
export const isWildcard = (text: string): boolean => text.includes('*')

/** UTF-16 units of the pattern; wildcards are negative. */
function parseWildcard(pattern: string, { single }: WildcardSyntax): readonly number[] {
  const units: number[] = []
  for (let at = 0; at < pattern.length; at++) {
    const unit = pattern[at]
    if (unit === '*') units.push(ANY)
    else if (single && unit === '?') units.push(ONE)
    else if (single && unit === '\\' && at + 1 < pattern.length) units.push(pattern.charCodeAt(++at))
    else units.push(pattern.charCodeAt(at))
  }
  return units
}

/** Goes back to the last `*` only: what an earlier one could have taken, the last can take as well. */
function matchUnits(units: readonly number[], text: string): boolean {
  let at = 0
  let unit = 0
  let star = -1
  let starAt = 0
  while (at < text.length) {
    const wanted = units[unit]
    if (wanted === ANY) {
      star = unit++
      starAt = at
    } else if (wanted === ONE) {
      at += isPair(text, at) ? 2 : 1
      unit++
    } else if (wanted === text.charCodeAt(at)) {
      at++
      unit++
    } else if (star >= 0) {
      unit = star + 1
      at = ++starAt
    } else return false
  }
  while (units[unit] === ANY) unit++
  return unit === units.length
}

const isPair = (text: string, at: number): boolean =>
  (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
