/** Readers over documents in memory: real segments, a mapping of a few plain types. */
import { BUILT_IN_ANALYZERS } from '../../../src/analysis/built-in-analyzers.ts'
import { ElasticError } from '../../../src/core/errors.ts'
import type { IndexReader, SegmentReader } from '../../../src/engine/reader.ts'
import { createBits, setBit } from '../../../src/engine/segment/bits.ts'
import { SegmentBuilder } from '../../../src/engine/segment/builder.ts'
import type { FieldValue, MappedField } from '../../../src/mapping/field.ts'

export type FakeType = 'text' | 'keyword' | 'integer' | 'long' | 'double' | 'boolean'
export type FakeSource = Readonly<Record<string, FieldValue | boolean | readonly FieldValue[]>>

export interface FakeDocument {
  readonly id: string
  readonly source: FakeSource
  readonly deleted?: boolean
}

const FAMILIES = {
  text: 'text',
  keyword: 'keyword',
  boolean: 'keyword',
  integer: 'number',
  long: 'number',
  double: 'number',
} as const

export function fakeField(path: string, type: FakeType, options: Partial<MappedField> = {}): MappedField {
  return {
    path,
    type,
    family: FAMILIES[type],
    indexed: true,
    docValues: type !== 'text',
    norms: type === 'text',
    ...(type === 'text' ? { analyzer: BUILT_IN_ANALYZERS.get('standard')! } : {}),
    parseQueryValue(value) {
      const text = typeof value === 'object' && value !== null && 'text' in value ? String(value.text) : String(value)
      if (type === 'boolean') return text === 'true' ? 'T' : 'F'
      if (FAMILIES[type] !== 'number') return text
      if (Number.isNaN(Number(text))) throw new ElasticError('number_format_exception', `For input string: "${text}"`)
      return Number.isSafeInteger(Number(text)) || text.includes('.') ? Number(text) : BigInt(text)
    },
    formatValue: (value) => value,
    parameters: new Map(),
    ...options,
  }
}

export interface FakeIndexOptions {
  readonly name?: string
  readonly settings?: Readonly<Record<string, string>>
}

/** A reader over several segments, each a list of documents. */
export function fakeReader(
  fields: Readonly<Record<string, FakeType | MappedField>>,
  segments: readonly (readonly FakeDocument[])[],
  { name = 'idx', settings = {} }: FakeIndexOptions = {},
): IndexReader & { readonly closed: number } {
  const mapping = new Map(
    Object.entries(fields).map(([path, type]) => [path, typeof type === 'string' ? fakeField(path, type) : type]),
  )
  const documents = segments.flat()
  let seqNo = 0
  let closed = 0
  const readers = segments.map((docs, at): SegmentReader => {
    const builder = new SegmentBuilder()
    const deleted = createBits(docs.length)
    for (const [doc, { id, source, deleted: isDeleted }] of docs.entries()) {
      builder.add(seqNo++, { id, routing: undefined, ignored: [], fields: parsedFields(mapping, source) })
      if (isDeleted) setBit(deleted, doc)
    }
    const count = docs.filter((doc) => doc.deleted).length
    return { segment: builder.seal(`s${at}`), deleted: count === 0 ? undefined : deleted, liveCount: docs.length - count }
  })
  return {
    index: { name, uuid: `uuid-of-${name}` },
    segments: readers,
    docCount: documents.filter((doc) => !doc.deleted).length,
    field: (path) => mapping.get(path),
    matchFields: (pattern) => {
      const expression = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`)
      return [...mapping.keys()].filter((path) => expression.test(path))
    },
    document: (wanted) => ({
      id: documents[wanted]!.id,
      seqNo: wanted,
      primaryTerm: 1,
      version: 1,
      routing: undefined,
      source: Buffer.from(
        JSON.stringify(documents[wanted]!.source, (_, value) => (typeof value === 'bigint' ? Number(value) : value)),
      ),
    }),
    setting: (key) => settings[key],
    close: () => {
      closed++
    },
    get closed() {
      return closed
    },
  }
}

function parsedFields(mapping: ReadonlyMap<string, MappedField>, source: FakeSource) {
  return Object.entries(source).flatMap(([path, value]) => {
    const field = mapping.get(path)
    const values = (Array.isArray(value) ? value : [value]) as (FieldValue | boolean)[]
    if (!field || values.length === 0) return []
    return [{ field, values: values.map((item) => (typeof item === 'boolean' ? (item ? 'T' : 'F') : item)) }]
  })
}
