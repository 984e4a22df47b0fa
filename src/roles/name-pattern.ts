/**
 * The patterns of roles (index names, `run_as`, resources, field names): an exact text, wildcards `*` and `?` with `\` as escape, or a
 * `/regular expression/`. Compiled for matching, or read as languages for asking whether one lies within another.
 */
import { createAutomaton } from '../core/automaton.ts'
import { ElasticError, illegalArgument } from '../core/errors.ts'
import { ANY_CHAR, ANYTHING, type Language, prefixOf, sequence, text, union } from '../core/language.ts'
import { parseRegex } from '../core/regex.ts'
import { compileWildcard, type WildcardMatcher } from '../core/wildcard.ts'

/** A compiled pattern; `literal` is what every match begins with. */
export type NameMatcher = WildcardMatcher

/** Compiles a pattern; throws 400 where it is malformed or too complex. */
export function compileNamePattern(pattern: string): NameMatcher {
  const regex = regexOf(pattern)
  if (regex === undefined) return compileWildcard(pattern, { single: true })
  const language = parseRegex(regex)
  const automaton = createAutomaton(language)
  return { kind: 'general', literal: prefixOf(language).prefix, matches: (name) => automaton.matches(name) }
}

/** Compiles several patterns into one question. */
export function compileNamePatterns(patterns: readonly string[]): (name: string) => boolean {
  const matchers = patterns.map(compileNamePattern)
  const exact = new Set(matchers.filter((matcher) => matcher.kind === 'exact').map((matcher) => matcher.literal))
  const others = matchers.filter((matcher) => matcher.kind !== 'exact')
  return (name) => exact.has(name) || others.some((matcher) => matcher.matches(name))
}

/** Every text that one of the patterns covers. */
export const patternLanguage = (patterns: readonly string[]): Language => union(patterns.map(languageOf))

/** Whether a pattern could be compiled. */
export function isValidPattern(pattern: string): boolean {
  try {
    compileNamePattern(pattern)
    return true
  } catch (error) {
    if (error instanceof ElasticError) return false
    throw error
  }
}

function languageOf(pattern: string): Language {
  const regex = regexOf(pattern)
  return regex === undefined ? wildcardLanguage(pattern) : parseRegex(regex)
}

/** The expression between the slashes; undefined where the pattern is none. */
function regexOf(pattern: string): string | undefined {
  if (!pattern.startsWith('/')) return undefined
  if (pattern.length > 1 && pattern.endsWith('/')) return pattern.slice(1, -1)
  throw illegalArgument(
    `invalid pattern [${pattern}]. patterns starting with '/' indicate regular expression pattern and therefore must also end with '/'. other patterns (those that do not start with '/') will be treated as simple wildcard patterns`,
  )
}

function wildcardLanguage(pattern: string): Language {
  const characters = [...pattern]
  const parts: Language[] = []
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] as string
    if (character === '*') parts.push(ANYTHING)
    else if (character === '?') parts.push(ANY_CHAR)
    else if (character === '\\' && at + 1 < characters.length) parts.push(text(characters[++at] as string))
    else parts.push(text(character))
  }
  return sequence(...parts)
}

/** Whether a pattern is `*`, as it is compiled. */
export const matchesEverything = ({ kind, literal }: NameMatcher): boolean => kind === 'prefix' && literal === ''
