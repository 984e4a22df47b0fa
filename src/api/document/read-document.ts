/** Reading one document: in real time, or as the last refresh left it. Shared by get, exists, `_source` and mget. */
import type { BoundIndex } from '../../backend/embedded/bound-engine.ts'
import { versionConflict } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import type { IndexReader, StoredDocument } from '../../engine/reader.ts'
import { bindStoredFields } from '../../engine/search/fetch/stored-fields.ts'
import { NO_MORE_DOCS, type Segment } from '../../engine/segment/segment.ts'
import type { Shard } from '../../engine/shard.ts'
import { applyFetchSource } from '../fetch-source.ts'
import { assertUsable } from '../index-access.ts'
import { routingOf } from './alias-routing.ts'
import type { DocumentRead, Lookup } from './read-request.ts'
import { assertRouted } from './required-routing.ts'

/** The document, or undefined; throws 409 where it has another version than asked for. */
export async function readDocument(bound: BoundIndex, read: DocumentRead, lookup: Lookup): Promise<StoredDocument | undefined> {
  const { shard } = bound
  assertUsable(shard, 'read')
  assertRouted(shard, read.id, routingOf(bound, read.routing))
  if (lookup.refresh) await shard.refresh()
  const document = lookup.realtime ? shard.get(read.id) : findVisible(shard, read.id)
  if (!document || read.version === undefined || read.version === document.version) return document
  const why = `current version [${document.version}] is different than the one provided [${read.version}]`
  throw versionConflict(shard, read.id, why)
}

/** The members by which get and mget show a document. */
export function documentMembers(
  shard: Shard,
  read: DocumentRead,
  document: StoredDocument,
): { readonly [member: string]: JsonOutput } {
  return {
    _index: shard.name,
    _id: read.id,
    _version: document.version,
    _seq_no: document.seqNo,
    _primary_term: document.primaryTerm,
    _routing: document.routing,
    found: true,
    _source: applyFetchSource(document.source, read.fetch),
    fields: storedFields(shard, read.storedFields, document.source),
  }
}

function storedFields(shard: Shard, names: readonly string[], source: Buffer): JsonOutput {
  if (names.length === 0) return undefined
  const reader = shard.reader()
  try {
    return bindStoredFields(names, reader)?.(source)
  } finally {
    reader.close()
  }
}

/** What the last refresh made visible: usually the current version, otherwise an older one. */
function findVisible(shard: Shard, id: string): StoredDocument | undefined {
  const reader = shard.reader()
  try {
    const seqNo = visibleSeqNo(reader, id)
    return seqNo === undefined ? undefined : reader.document(seqNo)
  } finally {
    reader.close()
  }
}

function visibleSeqNo(reader: IndexReader, id: string): number | undefined {
  for (const { segment, deleted } of reader.segments) {
    const doc = findLive(segment, deleted, id)
    if (doc !== undefined) return segment.seqNos[doc]
  }
  return undefined
}

function findLive(segment: Segment, deleted: Uint32Array | undefined, id: string): number | undefined {
  const terms = segment.field('_id')?.terms
  const ordinal = terms?.find(id) ?? -1
  if (!terms || ordinal < 0) return undefined
  const postings = terms.postings(ordinal)
  for (let doc = postings.next(); doc !== NO_MORE_DOCS; doc = postings.next()) {
    const isDeleted = deleted !== undefined && ((deleted[doc >>> 5]! >>> (doc & 31)) & 1) === 1
    if (!isDeleted) return doc
  }
  return undefined
}
