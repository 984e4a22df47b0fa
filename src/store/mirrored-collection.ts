/**
 * A collection as its readers see it: every record in memory, reads synchronous. Writes go to the store behind it, which decides their
 * order, makes them durable and then applies them here. Used by every store.
 */
import type { ChangeOrigin, Collection, StoredRecord } from './collection.ts'
import { parseRecordText, plainCopy } from './record-codec.ts'

/** One write, as a store takes it. */
export interface Change {
  readonly collection: MirroredCollection<unknown>
  readonly id: string
  /** undefined: delete. */
  readonly value: unknown
  /** The version it must meet (0: absent); undefined: unconditional. */
  readonly ifVersion: number | undefined
}

/** Resolves once durable and applied; false where the condition was not met. */
export type Submit = (change: Change) => Promise<boolean>

/** LMDB takes keys up to 1978 bytes. */
const LONGEST_ID = 1900

export class MirroredCollection<Value> implements Collection<Value> {
  readonly name: string
  readonly #submit: Submit
  /** Records that nobody asked for yet stay the text they were on disk: a million of them must not slow the start. */
  readonly #records = new Map<string, StoredRecord<Value> | string>()
  readonly #listeners = new Set<(id: string, origin: ChangeOrigin) => void>()
  #order: string[] | undefined
  #retired = 0

  constructor(name: string, submit: Submit) {
    this.name = name
    this.#submit = submit
  }

  find(id: string): StoredRecord<Value> | undefined {
    const held = this.#records.get(id)
    if (typeof held !== 'string') return held
    const record = parseRecordText<Value>(held)
    this.#records.set(id, record)
    return record
  }

  peek(id: string): Value | undefined {
    const held = this.#records.get(id)
    return typeof held === 'string' ? parseRecordText<Value>(held).value : held?.value
  }

  ids(): readonly string[] {
    return [...this.#records.keys()]
  }

  *entries(): IterableIterator<[string, StoredRecord<Value>]> {
    this.#order ??= [...this.#records.keys()].sort()
    for (const id of this.#order) {
      const record = this.find(id)
      if (record) yield [id, record]
    }
  }

  get size(): number {
    return this.#records.size
  }

  async put(id: string, value: Value, ifVersion?: number): Promise<boolean> {
    if (id === '' || Buffer.byteLength(id) > LONGEST_ID) throw new Error(`[${id.slice(0, 80)}] cannot be a record's id`)
    return this.#submit({ collection: this as MirroredCollection<unknown>, id, value: plainCopy(value), ifVersion })
  }

  delete(id: string): Promise<boolean> {
    return this.#submit({ collection: this as MirroredCollection<unknown>, id, value: undefined, ifVersion: undefined })
  }

  onChange(listener: (id: string, origin: ChangeOrigin) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** For the store: the highest version that was deleted. */
  get retired(): number {
    return this.#retired
  }

  /** For the store: a new record of an id must not look like the deleted one to a writer that still holds it. */
  retire(version: number): void {
    this.#retired = Math.max(this.#retired, version)
  }

  /** For the store: what is on disk at start, checked. */
  load(id: string, text: string): void {
    this.#records.set(id, text)
    this.#order = undefined
  }

  /** For the store: a change that is durable now. */
  apply(id: string, record: StoredRecord<Value> | undefined): void {
    this.#set(id, record, 'here')
  }

  /** For the store: what is on disk now, checked, after another process changed it. */
  take(id: string, text: string | undefined): void {
    this.#set(id, text, 'elsewhere')
  }

  #set(id: string, record: StoredRecord<Value> | string | undefined, origin: ChangeOrigin): void {
    const isKnown = this.#records.has(id)
    if (record === undefined) this.#records.delete(id)
    else this.#records.set(id, record)
    if (isKnown !== (record !== undefined)) this.#order = undefined
    for (const listener of this.#listeners) listener(id, origin)
  }
}

/** What a change makes of the current record, or why it makes nothing. */
export type Outcome = { readonly done: true; readonly record: StoredRecord<unknown> | undefined } | { readonly done: false }

/** Decides a change against the record it meets. */
export function decideChange(change: Change, current: StoredRecord<unknown> | undefined): Outcome {
  const { collection, value, ifVersion } = change
  if (value === undefined) {
    if (current) collection.retire(current.version)
    return current ? { done: true, record: undefined } : { done: false }
  }
  if (ifVersion !== undefined && ifVersion !== (current?.version ?? 0)) return { done: false }
  const version = (current?.version ?? collection.retired) + 1
  return { done: true, record: Object.freeze({ value, version }) }
}
