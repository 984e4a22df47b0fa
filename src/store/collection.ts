/**
 * The server's own records as versioned collections. Users, roles, keys and tokens live in these and never in an index, so no API of the
 * data plane can reach them. Every collection is mirrored in memory: reads are synchronous, a change counts with the next request.
 */

/** Values are plain JSON (null-prototype objects or arrays of such; no functions, no Maps). */
export interface StoredRecord<Value> {
  readonly value: Value
  /** Starts at 1 and grows with every write of this id; not given again to a new record of an id that was deleted. */
  readonly version: number
}

export interface Collection<Value> {
  readonly name: string
  find(id: string): StoredRecord<Value> | undefined
  /** The value of a record that one only passes by, as with all of a million: nothing is kept of what was read for it. */
  peek(id: string): Value | undefined
  /** The ids there are now, in no order. */
  ids(): readonly string[]
  /** All records, ordered by id; for collections that are small. */
  entries(): IterableIterator<[string, StoredRecord<Value>]>
  readonly size: number
  /** Durable when it resolves. `ifVersion` (0: must not exist) makes it conditional; false: somebody was faster. */
  put(id: string, value: Value, ifVersion?: number): Promise<boolean>
  /** Durable when it resolves; false: there was none. */
  delete(id: string): Promise<boolean>
  /** Called after every change, before the writer's promise resolves. Returns the way to stop. */
  onChange(listener: (id: string, origin: ChangeOrigin) => void): () => void
}

/** Who made a change: this process, or another one that shares the store. */
export type ChangeOrigin = 'here' | 'elsewhere'

export interface Store {
  /** Opens a collection by name, at start; the same name twice is a defect. */
  collection<Value>(name: string): Promise<Collection<Value>>
  /**
   * Takes over what other processes have changed, all of it that is durable when it is called. Nothing to do where none shares the store;
   * throws where it cannot be read.
   */
  catchUp(): void
  close(): Promise<void>
}
