/** Entries of a term dictionary that a query wants. Generators, so that whoever reads them may pause. */
import type { TermDictionary } from '../../segment/segment.ts'

export interface TermBound {
  readonly term: string
  readonly inclusive: boolean
}

/** Terms between two bounds; undefined: no bound. */
export function* termsBetween(
  terms: TermDictionary,
  lower: TermBound | undefined,
  upper: TermBound | undefined,
): Generator<number> {
  const from = lower ? boundary(terms, lower.term, !lower.inclusive) : 0
  const to = upper ? boundary(terms, upper.term, upper.inclusive) : terms.size
  for (let ordinal = from; ordinal < to; ordinal++) yield ordinal
}

/** The first entry not before `term`, or behind it where it is to be passed. */
function boundary(terms: TermDictionary, term: string, passes: boolean): number {
  const ordinal = terms.seek(term)
  const isThere = ordinal < terms.size && terms.term(ordinal) === term
  return passes && isThere ? ordinal + 1 : ordinal
}

/** Terms beginning with `prefix` that pass; -1 stands for one that did not. */
export function* matchingTerms(terms: TermDictionary, prefix: string, passes: (term: string) => boolean): Generator<number> {
  for (let ordinal = terms.seek(prefix); ordinal < terms.size; ordinal++) {
    const term = terms.term(ordinal)
    if (!term.startsWith(prefix)) return
    yield passes(term) ? ordinal : -1
  }
}
