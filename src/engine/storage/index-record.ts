/**
 * What the engine keeps in its `meta` table: the record of each index, the commit record of its segments, the bits of deleted documents,
 * indices on their way out, cluster settings. Everything carries a checksum; a damaged record stops the start, since a missing index would
 * look like a free name.
 */
import { parseJson } from '../../core/json/parse.ts'
import type { JsonObject, JsonValue } from '../../core/json/value.ts'
import { writeJson } from '../../core/json/write.ts'
import { type Alias, readAlias } from '../alias.ts'
import type { Table } from './environment.ts'
import { MetaRecords } from './meta-records.ts'

export interface IndexRecord {
  /** Prefix of its keys; never used again. */
  readonly number: number
  readonly uuid: string
  readonly name: string
  /** The date math that the name was made of, where it was. */
  readonly providedName?: string
  readonly creationDate: number
  readonly closed: boolean
  readonly settings: ReadonlyMap<string, string>
  readonly aliases: readonly Alias[]
  readonly mapping: JsonObject
}

/** Up to where segments on disk hold the operations of an index, and which these are. */
export interface CommitRecord {
  readonly checkpoint: number
  readonly segments: readonly string[]
  /** Number for the next segment's name. */
  readonly nextSegment: number
  /** Bytes of the stored operations. */
  readonly bytes: number
}

export class IndexRecords {
  readonly #records: MetaRecords

  constructor(meta: Table) {
    this.#records = new MetaRecords(meta)
  }

  /** Every index, in the order they were made. */
  list(): readonly IndexRecord[] {
    return this.#records
      .keys('index/')
      .map((key) => this.#readIndex(key))
      .sort((one, other) => one.number - other.number)
  }

  /** Numbers of deleted indices that still have data. */
  dropped(): readonly { readonly number: number; readonly uuid: string }[] {
    return this.#records.keys('dropped/').map((key) => ({ number: Number(key.slice(8)), uuid: String(this.#records.get(key)) }))
  }

  /** Inside a transaction: the number for a new index. */
  takeNumber(): number {
    const number = this.#records.get('next-index')?.readUInt32LE(0) ?? 1
    const next = Buffer.alloc(4)
    next.writeUInt32LE(number + 1, 0)
    this.#records.put('next-index', next)
    return number
  }

  /** Inside a transaction. */
  putIndex(record: IndexRecord): void {
    const { settings, aliases, ...rest } = record
    const stored = { ...rest, aliases: aliases.map((alias) => ({ ...alias })), settings: Object.fromEntries(settings) }
    this.#records.put(`index/${record.number}`, writeJson(stored))
  }

  /** Inside a transaction: the name is free; the data goes later. */
  dropIndex(record: IndexRecord): void {
    this.#records.remove(`index/${record.number}`)
    this.#records.remove(`commit/${record.number}`)
    for (const key of this.#records.keys(`deleted/${record.number}/`)) this.#records.remove(key)
    this.#records.put(`dropped/${record.number}`, Buffer.from(record.uuid))
  }

  /** Inside a transaction: nothing is left of a dropped index. */
  forgetDropped(number: number): void {
    this.#records.remove(`dropped/${number}`)
  }

  findCommit(number: number): CommitRecord | undefined {
    const bytes = this.#records.get(`commit/${number}`)
    return bytes && (JSON.parse(bytes.toString()) as CommitRecord)
  }

  /** Inside a transaction. */
  putCommit(number: number, record: CommitRecord): void {
    this.#records.put(`commit/${number}`, Buffer.from(JSON.stringify(record)))
  }

  /** The deleted documents of a segment as of the commit record; undefined: none. */
  findDeleted(number: number, segment: string): Uint32Array | undefined {
    const bytes = this.#records.get(`deleted/${number}/${segment}`)
    return bytes && new Uint32Array(Uint8Array.from(bytes).buffer)
  }

  /** Inside a transaction. */
  putDeleted(number: number, segment: string, deleted: Uint32Array): void {
    this.#records.put(`deleted/${number}/${segment}`, Buffer.from(deleted.buffer, deleted.byteOffset, deleted.byteLength))
  }

  /** Inside a transaction. */
  removeDeleted(number: number, segment: string): void {
    this.#records.remove(`deleted/${number}/${segment}`)
  }

  clusterSettings(): ReadonlyMap<string, string> {
    const bytes = this.#records.get('cluster-settings')
    return new Map(bytes ? (JSON.parse(bytes.toString()) as [string, string][]) : [])
  }

  /** Inside a transaction. */
  putClusterSettings(settings: ReadonlyMap<string, string>): void {
    this.#records.put('cluster-settings', Buffer.from(JSON.stringify([...settings])))
  }

  #readIndex(key: string): IndexRecord {
    const json = parseJson(this.#records.get(key)!) as JsonObject
    return {
      number: json.get('number') as number,
      uuid: json.get('uuid') as string,
      name: json.get('name') as string,
      ...(json.has('providedName') ? { providedName: json.get('providedName') as string } : {}),
      creationDate: json.get('creationDate') as number,
      closed: json.get('closed') as boolean,
      settings: new Map(json.get('settings') as Map<string, string>),
      aliases: (json.get('aliases') as JsonValue[]).map(readAlias),
      mapping: json.get('mapping') as JsonObject,
    }
  }
}
