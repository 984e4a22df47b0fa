/**
 * Sets of actions, as privileges describe them: patterns, less what is taken away. Compiled once per privilege, asked on every request.
 */
import { intersection, type Language, minus, union } from '../core/language.ts'
import { compileNamePatterns, patternLanguage } from './name-pattern.ts'

export interface ActionSet {
  includes(action: string): boolean
  /** For asking whether one set lies within another. */
  readonly language: Language
}

/** Compiles patterns, less those of `except`. */
export function compileActions(patterns: readonly string[], except: readonly string[] = []): ActionSet {
  const included = compileNamePatterns(patterns)
  const language = patternLanguage(patterns)
  if (except.length === 0) return { includes: included, language }
  const excluded = compileNamePatterns(except)
  return {
    includes: (action) => included(action) && !excluded(action),
    language: minus(language, patternLanguage(except)),
  }
}

/** What any of the sets includes. */
export const joinActions = (sets: readonly ActionSet[]): ActionSet =>
  sets.length === 1
    ? (sets[0] as ActionSet)
    : {
        includes: (action) => sets.some((set) => set.includes(action)),
        language: union(sets.map((set) => set.language)),
      }

/** What all of the sets include. */
export const meetActions = (sets: readonly ActionSet[]): ActionSet => ({
  includes: (action) => sets.every((set) => set.includes(action)),
  language: intersection(sets.map((set) => set.language)),
})
