/** The terms of one field while its documents are collected: each once, numbered as they came. Used by the logs of text and keyword fields. */
import type { Slices } from './slices.ts'
import { compareTerms, hasSurrogates, isImmense, wellFormed } from './utf8-order.ts'

/** Bytes of a term beside its characters, about: string, map entry, list entry. */
const TERM_OVERHEAD = 80

/** Terms sorted at once, and numbers looked at between two chances of a pause. */
const RUN = 2048
const STEP = 8192

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
  *sorted(): Slices<Uint32Array> {
    const sorted = yield* sortTerms(this.terms, this.ordinary)
    const numbers = new Uint32Array(sorted.length)
    for (let at = 0; at < sorted.length; at++) {
      numbers[at] = this.numbers.get(sorted[at]!)!
      if (at % STEP === 0) yield
    }
    return numbers
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
export function* startsOfTerms(numbers: Uint32Array, terms: number): Slices<Uint32Array> {
  const starts = new Uint32Array(terms + 1)
  for (let at = 0; at < numbers.length; at++) {
    starts[numbers[at]! + 1]!++
    if (at % STEP === 0) yield
  }
  for (let term = 0; term < terms; term++) starts[term + 1]! += starts[term]!
  return starts
}

/** Sorts short runs, then merges them two by two: no step takes long. */
function* sortTerms(terms: readonly string[], ordinary: boolean): Slices<string[]> {
  let runs: string[][] = []
  for (let from = 0; from < terms.length; from += RUN) {
    const run = terms.slice(from, from + RUN)
    // without surrogates JavaScript's own order is that of the bytes, and several times faster
    runs.push(ordinary ? run.sort() : run.sort(compareTerms))
    yield
  }
  while (runs.length > 1) {
    const merged: string[][] = []
    for (let at = 0; at < runs.length; at += 2) merged.push(yield* mergeRuns(runs[at]!, runs[at + 1] ?? [], ordinary))
    runs = merged
  }
  return runs[0] ?? []
}

function* mergeRuns(left: readonly string[], right: readonly string[], ordinary: boolean): Slices<string[]> {
  const merged: string[] = []
  let [l, r] = [0, 0]
  while (l < left.length && r < right.length) {
    const isLeft = ordinary ? left[l]! < right[r]! : compareTerms(left[l]!, right[r]!) < 0
    merged.push(isLeft ? left[l++]! : right[r++]!)
    if (merged.length % STEP === 0) yield
  }
  while (l < left.length) merged.push(left[l++]!)
  while (r < right.length) merged.push(right[r++]!)
  return merged
}
