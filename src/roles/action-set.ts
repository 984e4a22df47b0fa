/**
 * Sets of actions, as privileges describe them: patterns, less what is taken away. Compiled once per privilege, asked on every request.
 */
import { isWithin } from '../core/automaton.ts'
import { type Language, minus, union } from '../core/language.ts'
import { compileNamePattern, compileNamePatterns, type NameMatcher, patternLanguage } from './name-pattern.ts'

export interface ActionSet {
  includes(action: string): boolean
  /** The patterns, where they are all that there is to it: texts and prefixes, nothing taken away. */
  readonly plain: readonly NameMatcher[] | undefined
  /** For asking whether one set lies within another. */
  readonly language: Language
}

/** Compiles patterns, less those of `except`. */
export function compileActions(patterns: readonly string[], except: readonly string[] = []): ActionSet {
  const included = compileNamePatterns(patterns)
  const language = patternLanguage(patterns)
  if (except.length === 0) {
    const matchers = patterns.map(compileNamePattern)
    const plain = matchers.every((matcher) => matcher.kind !== 'general') ? matchers : undefined
    return { includes: included, plain, language }
  }
  const excluded = compileNamePatterns(except)
  return {
    includes: (action) => included(action) && !excluded(action),
    plain: undefined,
    language: minus(language, patternLanguage(except)),
  }
}

/** What any of the sets includes. */
export function joinActions(sets: readonly ActionSet[]): ActionSet {
  const [only, second] = sets
  if (only && !second) return only
  const plain = sets.every((set) => set.plain) ? sets.flatMap((set) => set.plain ?? []) : undefined
  return {
    includes: (action) => sets.some((set) => set.includes(action)),
    plain,
    language: union(sets.map((set) => set.language)),
  }
}

/** Whether everything in one set is in another. */
export function coversActions(held: ActionSet, wanted: ActionSet): boolean {
  if (held === wanted) return true
  const covers = (pattern: NameMatcher): boolean => held.plain?.some((other) => coversPattern(other, pattern)) === true
  if (wanted.plain?.every(covers)) return true
  // Texts and prefixes do not add up: where no single one covers a pattern, all together do not.
  if (wanted.plain && held.plain) return false
  return isWithin(wanted.language, held.language)
}

const coversPattern = (held: NameMatcher, wanted: NameMatcher): boolean =>
  held.kind === 'prefix' ? wanted.literal.startsWith(held.literal) : wanted.kind === 'exact' && wanted.literal === held.literal
