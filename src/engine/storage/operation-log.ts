/**
 * The operations of one index in the order they were accepted: written inside a transaction by `write-job.ts`, read by id or sequence
 * number, walked again after a crash, purged when replaced. Knows nothing of segments.
 */
import { ElasticError, type ErrorIndex } from '../../core/errors.ts'
import { type DocumentRecord, decodeDocument, encodeDocument } from './document-record.ts'
import type { Environment } from './environment.ts'
import type { CommitRecord } from './index-record.ts'
import { indexRange, ownSeqKey, seqKey, seqNoOf } from './keys.ts'
import type { VersionEntry } from './version-entry.ts'
import { VersionMap } from './version-map.ts'

/** An operation to be written. */
export interface NewOperation {
  readonly kind: DocumentRecord['kind']
  readonly id: string
  readonly routing: string | undefined
  readonly version: number
  readonly primaryTerm: number
  readonly time: number
  readonly source: Buffer
  /** The latest operation on this id so far. */
  readonly replaces: VersionEntry | undefined
}

export class OperationLog {
  readonly versions: VersionMap
  readonly #environment: Environment
  readonly #number: number
  readonly #index: ErrorIndex
  #next: number
  #committedNext: number
  #bytes: number
  #stagedBytes = 0

  /** Operations up to the checkpoint may be purged already, so numbering goes on behind it. */
  constructor(environment: Environment, number: number, index: ErrorIndex, commit: CommitRecord | undefined) {
    this.#environment = environment
    this.#number = number
    this.#index = index
    this.versions = new VersionMap(environment.ids, number)
    this.#next = Math.max(this.#lastStored(), commit?.checkpoint ?? -1) + 1
    this.#committedNext = this.#next
    this.#bytes = commit?.bytes ?? 0
  }

  /** Bytes of all records, about: after a crash those since the last commit are not counted. */
  get bytes(): number {
    return this.#bytes
  }

  /** The highest sequence number on disk; -1: none yet. */
  get maxSeqNo(): number {
    return this.#committedNext - 1
  }

  /** Inside a transaction: writes an operation and returns its sequence number and the bytes it took. */
  append({ kind, id, routing, version, primaryTerm, time, source, replaces }: NewOperation): {
    readonly seqNo: number
    readonly bytes: number
  } {
    const seqNo = this.#next++
    const previous = replaces && replaces.deletedAt < 0 ? replaces.seqNo : -1
    const bytes = encodeDocument({ kind, seqNo, id, routing, version, primaryTerm, previous, time, source })
    const { documents, replaced, tombstones } = this.#environment
    documents.putSync(seqKey(this.#number, seqNo), bytes)
    if (replaces) replaced.putSync(seqKey(this.#number, seqNo), encodeNumbers(replaces.seqNo, replaces.bytes))
    const isDeletion = kind === 'tombstone'
    if (isDeletion) tombstones.putSync(seqKey(this.#number, seqNo), encodeTombstone(time, bytes.length, id))
    this.versions.stage(id, { seqNo, version, deletedAt: isDeletion ? time : -1, bytes: bytes.length })
    this.#stagedBytes += bytes.length
    return { seqNo, bytes: bytes.length }
  }

  /** The transaction is on disk. */
  committed(): void {
    this.#committedNext = this.#next
    this.#bytes += this.#stagedBytes
    this.#stagedBytes = 0
    this.versions.commitStaged()
  }

  /** The transaction is undone. */
  rolledBack(): void {
    this.#next = this.#committedNext
    this.#stagedBytes = 0
    this.versions.dropStaged()
  }

  /** The record of an operation that must exist; damage and absence are errors that name the document. */
  read(seqNo: number, id: () => string): DocumentRecord {
    const record = this.find(seqNo)
    if (record) return record
    throw new ElasticError('illegal_state_exception', `document [${id()}] is damaged: its checksum does not match`, {
      members: { index_uuid: this.#index.uuid, shard: '0', index: this.#index.name },
    })
  }

  /** The record of an operation; undefined where it is damaged or purged. */
  find(seqNo: number): DocumentRecord | undefined {
    const lent = this.#environment.documents.getBinaryFast(seqKey(this.#number, seqNo))
    if (!lent) return undefined
    // Large values are lent as a plain Uint8Array, whatever the types say.
    const bytes = Buffer.isBuffer(lent)
      ? lent
      : Buffer.from((lent as Uint8Array).buffer, (lent as Uint8Array).byteOffset, (lent as Uint8Array).length)
    return decodeDocument(bytes, seqNo)
  }

  /** Up to `limit` sequence numbers of stored operations, from `seqNo` on. */
  seqNosFrom(seqNo: number, limit: number): readonly number[] {
    const range = { start: ownSeqKey(this.#number, seqNo), end: indexRange(this.#number).end, limit }
    return [...this.#environment.documents.getKeys(range)].map((key) => seqNoOf(key))
  }

  /** Whether `purge` would find anything: asked first, since a transaction costs a flush. */
  isPurgeable(horizon: number, expired: number): boolean {
    const { replaced, tombstones } = this.#environment
    // Each call gets an object of its own: LMDB writes into the options it is given.
    const first = () => ({ ...this.#until(horizon), limit: 1 })
    if ([...replaced.getKeys(first())].length > 0) return true
    const [oldest] = [...tombstones.getRange(first())]
    return oldest !== undefined && oldest.value.readDoubleLE(0) < expired
  }

  /**
   * Inside a transaction: removes up to `limit` records that were replaced by operations up to `horizon`, and deletions up to it that are
   * older than `expired`.
   */
  purge(horizon: number, expired: number, limit: number): void {
    // A deletion outlives the document it deleted: without it the document would look alive when a segment is rebuilt.
    if (!this.#purgeReplaced(horizon, limit)) this.#purgeTombstones(horizon, expired, limit)
  }

  /** True when there may be more. */
  #purgeReplaced(horizon: number, limit: number): boolean {
    const { replaced, tombstones } = this.#environment
    const entries = [...replaced.getRange({ ...this.#until(horizon), limit })]
    for (const { key, value } of entries) {
      const old = value.readDoubleLE(0)
      this.#remove(old, value.readDoubleLE(8))
      tombstones.removeSync(seqKey(this.#number, old))
      replaced.removeSync(key)
    }
    return entries.length === limit
  }

  #purgeTombstones(horizon: number, expired: number, limit: number): void {
    const { tombstones } = this.#environment
    const entries = [...tombstones.getRange({ ...this.#until(horizon), limit })]
    // They stand in the order of time, so the first that is kept ends it.
    const kept = entries.findIndex(({ value }) => value.readDoubleLE(0) >= expired)
    const old = kept < 0 ? entries : entries.slice(0, kept)
    for (const { key, value } of old) {
      const seqNo = seqNoOf(key)
      // Where the id lives again, the record goes with what replaced it.
      if (this.versions.forget(value.toString('utf8', 16), seqNo)) this.#remove(seqNo, value.readDoubleLE(8))
      tombstones.removeSync(key)
    }
  }

  #remove(seqNo: number, bytes: number): void {
    this.#environment.documents.removeSync(seqKey(this.#number, seqNo))
    this.#bytes -= bytes
  }

  #until(horizon: number): { readonly start: Buffer; readonly end: Buffer } {
    return { start: indexRange(this.#number).start, end: ownSeqKey(this.#number, horizon + 1) }
  }

  #lastStored(): number {
    const { start, end } = indexRange(this.#number)
    const [key] = this.#environment.documents.getKeys({ start: end, end: start, reverse: true, limit: 1 })
    return key ? seqNoOf(key) : -1
  }
}

function encodeNumbers(one: number, other: number): Buffer {
  const bytes = Buffer.allocUnsafe(16)
  bytes.writeDoubleLE(one, 0)
  bytes.writeDoubleLE(other, 8)
  return bytes
}

const encodeTombstone = (time: number, bytes: number, id: string): Buffer =>
  Buffer.concat([encodeNumbers(time, bytes), Buffer.from(id)])
