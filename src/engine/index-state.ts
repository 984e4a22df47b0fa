/**
 * What an index is, apart from its documents: its record and its mapping, as they are on disk and as the running transaction would leave
 * them. The mapping that documents are parsed with may run ahead of the one on disk: the transaction that stores the first document with a
 * new field stores the field too.
 */
import type { JsonObject } from '../core/json/value.ts'
import { parseTimeValue } from '../core/units.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { IndexRecord, IndexRecords } from './storage/index-record.ts'

export class IndexState {
  readonly #records: IndexRecords
  #record: IndexRecord
  #stagedRecord: IndexRecord | undefined
  #mapping: Mapping
  #stagedMapping: Mapping | undefined
  #latest: Mapping
  #epoch = 0
  #dropped = false
  #stagedDrop = false
  /** Durations among the settings, parsed once. */
  #times = new Map<string, number>()

  constructor(records: IndexRecords, record: IndexRecord, mapping: Mapping) {
    this.#records = records
    this.#record = record
    this.#mapping = mapping
    this.#latest = mapping
  }

  get record(): IndexRecord {
    return this.#record
  }

  /** The mapping on disk: what readers and replies show. */
  get mapping(): Mapping {
    return this.#mapping
  }

  /** The mapping new documents are parsed with. */
  get latest(): Mapping {
    return this.#latest
  }

  /** Changes when fields were lost again: what was parsed before must be parsed anew. */
  get epoch(): number {
    return this.#epoch
  }

  /** New fields, to be stored by the next transaction of this index. */
  grow(mapping: Mapping): void {
    this.#latest = mapping
  }

  /** True where the mapping runs ahead of the disk. */
  get grown(): boolean {
    return this.#latest !== (this.#stagedMapping ?? this.#mapping)
  }

  /** The index is deleted, or will be with the running transaction. */
  get dropped(): boolean {
    return this.#dropped || this.#stagedDrop
  }

  /** Inside a transaction: the index is no more. */
  drop(): void {
    this.#stagedDrop = true
    this.#records.dropIndex(this.#record)
  }

  /** Inside a transaction: stores a changed record, and the mapping where it has grown. */
  write(change: (record: IndexRecord) => IndexRecord = (record) => record): void {
    if (this.dropped) return
    const before = this.#stagedRecord ?? this.#record
    const after = change(before)
    if (after.settings !== before.settings) this.#latest = this.#latest.withSettings(after.settings)
    if (after === before && !this.grown) return
    this.#stagedRecord = this.grown ? { ...after, mapping: this.#latest.toJson() } : after
    this.#stagedMapping = this.#latest
    this.#records.putIndex(this.#stagedRecord)
  }

  committed(): void {
    if (this.#stagedRecord) this.#times = new Map()
    this.#record = this.#stagedRecord ?? this.#record
    this.#mapping = this.#stagedMapping ?? this.#mapping
    this.#dropped = this.dropped
    this.#stagedRecord = undefined
    this.#stagedMapping = undefined
  }

  /** The transaction is undone; `final`: and will not be tried again, so new fields are lost with it. */
  undone(final: boolean): void {
    this.#stagedRecord = undefined
    this.#stagedMapping = undefined
    this.#stagedDrop = false
    if (!final || this.#latest === this.#mapping) return
    this.#latest = this.#mapping
    this.#epoch++
  }

  /** A duration among the settings, in milliseconds. */
  time(setting: string, fallback: string): number {
    const known = this.#times.get(setting)
    if (known !== undefined) return known
    const time = parseTimeValue(this.#record.settings.get(setting) ?? fallback, setting)
    this.#times.set(setting, time)
    return time
  }

  mappingJson(): JsonObject {
    return this.#record.mapping
  }
}
