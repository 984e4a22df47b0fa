/**
 * Term vectors: the terms of one field of one document, with where they stand. Made from the values of a document by the analyzer that
 * indexed them, so that they need not be kept. Asked for by `_termvectors`; statistics are in `term-statistics.ts`.
 */
import type { Analyzer } from '../../analysis/analyzer.ts'
import { BUILT_IN_ANALYZERS } from '../../analysis/built-in-analyzers.ts'
import type { FieldValue, MappedField } from '../../mapping/field.ts'
import { compareTerms, wellFormed } from '../segment/utf8-order.ts'

export interface TermToken {
  readonly position: number
  /** In UTF-16 units of all values, one unit between two of them. */
  readonly start: number
  readonly end: number
}

/** Terms in the order of their UTF-8 bytes, each with its tokens in the order of the text. */
export type TermVector = ReadonlyMap<string, readonly TermToken[]>

/** Whether a field has term vectors at all: of texts and keywords that queries find. */
export const hasTermVectors = ({ type, indexed }: MappedField): boolean => indexed && (type === 'text' || type === 'keyword')

const WHOLE = BUILT_IN_ANALYZERS.get('keyword')!

/** The terms of a field's values, by its own analyzer unless another is given. */
export function termVectorOf(field: MappedField, values: readonly FieldValue[], analyzer?: Analyzer): TermVector {
  const terms = new Map<string, TermToken[]>()
  const chosen = analyzer ?? field.analyzer ?? WHOLE
  const gap = field.type === 'keyword' ? 0 : chosen.positionIncrementGap
  let position = 0
  let offset = 0
  for (const [at, value] of values.map(String).entries()) {
    if (at > 0) position += gap
    position = chosen.analyze(value, position, (text, place, start, end) => {
      const token = { position: place, start: offset + start, end: offset + end }
      const term = wellFormed(text)
      const tokens = terms.get(term)
      if (tokens) tokens.push(token)
      else terms.set(term, [token])
    })
    offset += value.length + 1
  }
  return new Map([...terms].sort(([one], [other]) => compareTerms(one, other)))
}
