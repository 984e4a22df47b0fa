/** Lucene's token filters as functions of one term: what becomes of it, or undefined where it is dropped (and leaves a hole). */
import { stemEnglish } from './english-stemmer.ts'
import { lowerCase } from './lower-case.ts'

export type TokenFilter = (term: string) => string | undefined

export const lowercaseFilter: TokenFilter = lowerCase

/** Drops words; the set is compared exactly. */
export const stopFilter =
  (words: ReadonlySet<string>): TokenFilter =>
  (term) =>
    words.has(term) ? undefined : term

export const porterStemFilter: TokenFilter = stemEnglish

/** Takes off `'s` with any of three apostrophes. */
export const possessiveFilter: TokenFilter = (term) => {
  const { length } = term
  if (length < 2) return term
  const last = term.charCodeAt(length - 1)
  if (last !== 0x73 && last !== 0x53) return term
  const mark = term.charCodeAt(length - 2)
  return mark === 0x27 || mark === 0x2019 || mark === 0xff07 ? term.slice(0, -2) : term
}

/** Lucene's English stop words. */
export const ENGLISH_STOP_WORDS: ReadonlySet<string> = new Set(
  'a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with'.split(
    ' ',
  ),
)
