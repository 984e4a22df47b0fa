/** The second opinion: an index of maps and arrays, and a segment laid out in the same plain form, so that the two can be compared. */

import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import { getBit } from '../../../src/engine/segment/bits.ts'
import { DECODED_LENGTHS } from '../../../src/engine/segment/length-norm.ts'
import {
  NO_MORE_DOCS,
  type Postings,
  type Segment,
  type SegmentField,
  type TermDictionary,
} from '../../../src/engine/segment/segment.ts'
import type { FieldValue, MappedField } from '../../../src/mapping/field.ts'
import type { ParsedDocument } from '../../../src/mapping/parsed-document.ts'

export interface Entry {
  readonly seqNo: number
  readonly document: ParsedDocument
}

export interface PlainPosting {
  readonly doc: number
  readonly freq: number
  readonly positions: readonly number[]
}

export interface PlainTerm {
  readonly term: string
  readonly docFreq: number
  readonly totalTermFreq: number
  readonly postings: readonly PlainPosting[]
}

export interface PlainField {
  readonly docCount: number
  readonly sumDocFreq: number
  readonly sumTotalTermFreq: number
  readonly exists: readonly number[]
  readonly terms: readonly PlainTerm[] | undefined
  /** Lengths as they can be told apart in one byte. */
  readonly lengths: readonly number[] | undefined
  readonly column: readonly (readonly (string | number | bigint)[])[] | undefined
}

export interface PlainSegment {
  readonly seqNos: readonly number[]
  readonly ids: readonly string[]
  readonly fields: Readonly<Record<string, PlainField>>
}

/** Compares quickly, and tells the difference slowly. */
export function expectSame(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected)
}

/** A segment read through its interface, completely. */
export function plainSegment(segment: Segment): PlainSegment {
  const docs = Array.from({ length: segment.docCount }, (_, doc) => doc)
  const fields = [...segment.fields()].map((field) => [field.path, plainField(field, docs)] as const)
  return { seqNos: [...segment.seqNos], ids: docs.map((doc) => segment.id(doc)), fields: Object.fromEntries(fields) }
}

function plainField(field: SegmentField, docs: readonly number[]): PlainField {
  return {
    docCount: field.docCount,
    sumDocFreq: field.sumDocFreq,
    sumTotalTermFreq: field.sumTotalTermFreq,
    exists: docs.filter((doc) => getBit(field.exists, doc)),
    terms: field.terms && plainTerms(field.terms),
    lengths: field.norms && docs.map((doc) => DECODED_LENGTHS[field.norms![doc]!]!),
    column: plainColumn(field, docs),
  }
}

const plainTerms = (terms: TermDictionary): PlainTerm[] =>
  Array.from({ length: terms.size }, (_, ordinal) => ({
    term: terms.term(ordinal),
    docFreq: terms.docFreq(ordinal),
    totalTermFreq: terms.totalTermFreq(ordinal),
    postings: walk(terms.postings(ordinal)),
  }))

export function walk(postings: Postings): PlainPosting[] {
  const all: PlainPosting[] = []
  for (let doc = postings.next(); doc !== NO_MORE_DOCS; doc = postings.next()) {
    all.push({ doc, freq: postings.freq, positions: [...postings.positions()] })
  }
  return all
}

function plainColumn({ column, terms }: SegmentField, docs: readonly number[]): PlainField['column'] {
  if (!column) return undefined
  return docs.map((doc) => {
    const nths = Array.from({ length: column.count(doc) }, (_, nth) => nth)
    if (column.kind === 'ordinals') return nths.map((nth) => terms!.term(column.ordinal(doc, nth)))
    return nths.map((nth) => {
      const value = column.value(doc, nth)
      return column.exact64 && !Number.isSafeInteger(value) ? column.big(doc, nth) : value
    })
  })
}

/** The same from the documents themselves. */
export function plainModel(entries: readonly Entry[]): PlainSegment {
  const sorted = [...entries].sort((left, right) => left.seqNo - right.seqNo)
  const fields = new Map<string, Map<number, ModelValues>>()
  sorted.forEach(({ document }, doc) => {
    for (const { path, values } of valuesOf(document)) {
      const docs = fields.get(path) ?? new Map<number, ModelValues>()
      fields.set(path, docs.set(doc, values))
    }
  })
  const plain = [...fields].map(([path, docs]) => [path, modelField(docs, sorted.length)] as const)
  return {
    seqNos: sorted.map(({ seqNo }) => seqNo),
    ids: sorted.map(({ document }) => asUtf8(document.id)),
    fields: Object.fromEntries(plain),
  }
}

interface ModelValues {
  readonly field: MappedField | undefined
  readonly values: readonly FieldValue[]
}

function valuesOf(document: ParsedDocument): { path: string; values: ModelValues }[] {
  const own = (path: string, values: readonly string[]) => ({ path, values: { field: undefined, values } })
  return [
    own('_id', [document.id]),
    ...(document.routing === undefined ? [] : [own('_routing', [document.routing])]),
    ...(document.ignored.length === 0 ? [] : [own('_ignored', document.ignored)]),
    ...document.fields.map(({ field, values }) => ({ path: field.path, values: { field, values } })),
  ]
}

function modelField(docs: ReadonlyMap<number, ModelValues>, docCount: number): PlainField {
  const { field } = docs.values().next().value!
  if (field?.family === 'number') return modelNumbers(docs, docCount)
  return field?.family === 'text' ? modelText(docs, docCount, field) : modelKeywords(docs, docCount, field)
}

function modelNumbers(docs: ReadonlyMap<number, ModelValues>, docCount: number): PlainField {
  const column = Array.from({ length: docCount }, (_, doc) =>
    [...(docs.get(doc)?.values ?? [])].map((value) => value as number | bigint).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)),
  )
  return { ...noTerms, docCount: docs.size, exists: [...docs.keys()], column }
}

const noTerms = { sumDocFreq: 0, sumTotalTermFreq: 0, terms: undefined, lengths: undefined }

function modelKeywords(docs: ReadonlyMap<number, ModelValues>, docCount: number, field: MappedField | undefined): PlainField {
  const postings = new Map<string, PlainPosting[]>()
  const sets = Array.from({ length: docCount }, (_, doc) => {
    const values = new Set((docs.get(doc)?.values ?? []).map((value) => asUtf8(String(value))))
    for (const term of values) append(postings, term, { doc, freq: 1, positions: [] })
    return [...values].sort(byBytes)
  })
  const column = field?.docValues === false ? undefined : sets
  return { ...modelTerms(postings), exists: [...docs.keys()], lengths: undefined, column }
}

function modelText(docs: ReadonlyMap<number, ModelValues>, docCount: number, field: MappedField): PlainField {
  const postings = new Map<string, PlainPosting[]>()
  const lengths = new Array<number>(docCount).fill(0)
  for (const [doc, { values }] of docs) {
    const found = new Map<string, number[]>()
    const places: number[] = []
    let position = 0
    values.forEach((text, nth) => {
      if (nth > 0) position += field.analyzer!.positionIncrementGap
      position = field.analyzer!.analyze(String(text), position, (term, at) => {
        append(found, asUtf8(term), at)
        places.push(at)
      })
    })
    lengths[doc] = roundedLength(new Set(places).size)
    for (const [term, positions] of found) append(postings, term, { doc, freq: positions.length, positions })
  }
  return { ...modelTerms(postings), exists: [...docs.keys()], lengths: field.norms ? lengths : undefined, column: undefined }
}

function modelTerms(postings: ReadonlyMap<string, readonly PlainPosting[]>) {
  const terms = [...postings.keys()].sort(byBytes).map((term) => modelTerm(term, postings.get(term)!))
  return {
    terms,
    docCount: new Set(terms.flatMap((term) => term.postings.map(({ doc }) => doc))).size,
    sumDocFreq: terms.reduce((sum, term) => sum + term.docFreq, 0),
    sumTotalTermFreq: terms.reduce((sum, term) => sum + term.totalTermFreq, 0),
  }
}

const modelTerm = (term: string, postings: readonly PlainPosting[]): PlainTerm => ({
  term,
  docFreq: postings.length,
  totalTermFreq: postings.reduce((sum, { freq }) => sum + freq, 0),
  postings,
})

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** What is left of a string as UTF-8: lone surrogates are not. */
export const asUtf8 = (text: string): string => Buffer.from(text).toString()

/** Order of UTF-8 bytes, as Buffer has it. */
export const byBytes = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right))

/** Lengths up to 39 are exact, beyond that four significant bits of what exceeds 24 are. */
function roundedLength(length: number): number {
  if (length < 40) return length
  const step = 2 ** (Math.floor(Math.log2(length - 24)) - 3)
  return 24 + Math.floor((length - 24) / step) * step
}

/** Documents having a number within the bounds. */
export function modelRange(field: PlainField, min: number | bigint, max: number | bigint): number[] {
  const isWithin = (value: string | number | bigint) => typeof value !== 'string' && value >= min && value <= max
  return field.column!.flatMap((values, doc) => (values.some(isWithin) ? [doc] : []))
}
