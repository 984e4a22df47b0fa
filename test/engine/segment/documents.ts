/** Fields and documents for the tests of segments, without a mapping: a whitespace analyzer and one field of each family. */
import type { Analyzer } from '../../../src/analysis/analyzer.ts'
import type { FieldFamily, FieldValue, MappedField } from '../../../src/mapping/field.ts'
import type { ParsedDocument } from '../../../src/mapping/parsed-document.ts'

/** Splits at blanks; `~x` stays at the position of the token before, `_` is a hole. */
export const whitespaceAnalyzer: Analyzer = {
  name: 'test',
  positionIncrementGap: 100,
  analyze(text, firstPosition, sink) {
    let position = firstPosition
    let from = 0
    for (let at = 0; at <= text.length; at++) {
      if (at < text.length && text.charCodeAt(at) !== 32) continue
      if (at > from) position = emit(text.slice(from, at), position, firstPosition, from, at)
      from = at + 1
    }
    return position

    function emit(word: string, next: number, first: number, start: number, end: number): number {
      if (word === '_') return next + 1
      const stacked = word.startsWith('~') && next > first
      sink(word, stacked ? next - 1 : next, start, end)
      return stacked ? next : next + 1
    }
  },
}

export const mappedField = (path: string, family: FieldFamily, options: Partial<MappedField> = {}): MappedField => ({
  path,
  type: family === 'number' ? 'double' : family,
  family,
  indexed: true,
  docValues: family !== 'text',
  norms: family === 'text',
  ...(family === 'text' ? { analyzer: whitespaceAnalyzer, searchAnalyzer: whitespaceAnalyzer } : {}),
  parseQueryValue: (value) => value as FieldValue,
  formatValue: (value) => value,
  parameters: new Map(),
  ...options,
})

export const parsedDocument = (
  id: string,
  fields: readonly (readonly [MappedField, readonly FieldValue[]])[],
  extra: Partial<ParsedDocument> = {},
): ParsedDocument => ({
  id,
  routing: undefined,
  fields: fields.map(([field, values]) => ({ field, values })),
  ignored: [],
  ...extra,
})
