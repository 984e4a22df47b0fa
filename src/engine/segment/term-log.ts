/** The terms of one field while its documents are collected: each once, numbered as they came. Used by the logs of text and keyword fields. */
import { compareTerms, hasSurrogates, isImmense, wellFormed } from './utf8-order.ts'

/** Bytes of a term beside its characters, about: string, map entry, list entry. */
const TERM_OVERHEAD = 80

export class TermLog {
  readonly terms: string[] = []
  memory = 0
  private readonly numbers = new Map<string, number>()
  private ordinary = true

  /** The number of a term; -1 for one too long to be indexed, which the mapping refuses long before. */
  number(term: string): number {
    return this.numbers.get(term) ?? this.enter(term)
  }

  /** Numbers of the terms in the order of their bytes. */
  sorted(): Uint32Array {
    const sorted = this.terms.slice()
    // without surrogates JavaScript's own order is that of the bytes, and several times faster
    if (this.ordinary) sorted.sort()
    else sorted.sort(compareTerms)
    return Uint32Array.from(sorted, (term) => this.numbers.get(term)!)
  }

  private enter(term: string): number {
    if (isImmense(term)) return -1
    if (!hasSurrogates(term)) return this.append(term)
    this.ordinary = false
    const known = wellFormed(term)
    return known === term ? this.append(term) : this.number(known)
  }

  private append(term: string): number {
    const number = this.terms.length
    this.numbers.set(term, number)
    this.terms.push(term)
    this.memory += TERM_OVERHEAD + term.length * 2
    return number
  }
}

/** Where the postings of each term begin when all are put in the order of terms: a counting sort's first half. */
export function startsOfTerms(numbers: Uint32Array, terms: number): Uint32Array {
  const starts = new Uint32Array(terms + 1)
  for (let at = 0; at < numbers.length; at++) starts[numbers[at]! + 1]!++
  for (let term = 0; term < terms; term++) starts[term + 1]! += starts[term]!
  return starts
}
