/** A shard in memory, as far as API tests need one: versions, sequence numbers, conditions; no mapping, no search. */
import { documentMissing, ElasticError, versionConflict } from '../../src/core/errors.ts'
import { parseJson } from '../../src/core/json/parse.ts'
import type { JsonObject, JsonValue } from '../../src/core/json/value.ts'
import { isJsonObject } from '../../src/core/json/value.ts'
import { writeJson, writeJsonText } from '../../src/core/json/write.ts'
import type { Alias } from '../../src/engine/alias.ts'
import type { IndexReader, StoredDocument } from '../../src/engine/reader.ts'
import { NO_MORE_DOCS } from '../../src/engine/segment/segment.ts'
import type { Shard, ShardStats, UpdateOperation, WriteOperation, WriteResult } from '../../src/engine/shard.ts'

interface Entry {
  readonly document: StoredDocument | undefined
  readonly version: number
  readonly seqNo: number
}

export class FakeShard implements Shard {
  readonly name: string
  readonly uuid = 'u'.repeat(22)
  readonly creationDate = 1_795_549_674_949
  closed = false
  aliases: readonly Alias[] = []
  settings: ReadonlyMap<string, string>
  mappings: JsonObject = new Map()
  refreshes = 0
  readonly writes: (readonly WriteOperation[])[] = []
  readonly #entries = new Map<string, Entry>()
  #seqNo = 0
  #visible = new Map<string, StoredDocument>()

  constructor(name: string, settings: Readonly<Record<string, string>> = {}) {
    this.name = name
    this.settings = new Map(Object.entries({ 'index.number_of_shards': '1', 'index.number_of_replicas': '1', ...settings }))
  }

  get providedName(): string {
    return this.name
  }

  mapping(): JsonObject {
    return this.mappings
  }

  async putMapping(mapping: JsonObject): Promise<void> {
    this.mappings = mapping
  }

  async putSettings(changes: ReadonlyMap<string, string | null>): Promise<void> {
    const settings = new Map(this.settings)
    for (const [name, value] of changes) {
      if (value === null) settings.delete(name)
      else settings.set(name, value)
    }
    this.settings = settings
  }

  async write(operations: readonly WriteOperation[]): Promise<readonly (WriteResult | ElasticError)[]> {
    this.writes.push(operations)
    return operations.map((operation) => {
      try {
        return this.#perform(operation)
      } catch (error) {
        if (error instanceof ElasticError) return error
        throw error
      }
    })
  }

  parse(): never {
    throw new Error('a fake reads no documents')
  }

  analyzer(): undefined {}

  get(id: string): StoredDocument | undefined {
    return this.#entries.get(id)?.document
  }

  reader(): IndexReader {
    const documents = [...this.#visible.values()]
    const terms = {
      find: (id: string) => documents.findIndex((document) => document.id === id),
      postings: (ordinal: number) => postingsOf([ordinal]),
    }
    const segment = { docCount: documents.length, field: () => ({ terms }), seqNos: Float64Array.from(documents, (d) => d.seqNo) }
    return {
      index: this,
      segments: [{ segment: segment as never, deleted: undefined, liveCount: documents.length }],
      docCount: documents.length,
      field: () => undefined,
      matchFields: () => [],
      document: (seqNo) => documents.find((document) => document.seqNo === seqNo)!,
      setting: (name) => this.settings.get(name),
      close: () => {},
    }
  }

  async refresh(): Promise<void> {
    this.refreshes++
    this.#visible = new Map([...this.#entries].flatMap(([id, { document }]) => (document ? [[id, document]] : [])))
  }

  stats(): ShardStats {
    const docs = [...this.#entries.values()].filter(({ document }) => document).length
    return {
      docs,
      deletedDocs: 0,
      storeBytes: 17_000,
      segments: 1,
      memoryBytes: 100,
      writes: { indexed: 0, deleted: 0, noops: 0 },
      maxSeqNo: this.#seqNo - 1,
    }
  }

  #perform(operation: WriteOperation): WriteResult {
    const { id = `auto-${this.#seqNo}`, ifSeqNo } = operation
    const entry = this.#entries.get(id)
    if (ifSeqNo !== undefined && entry?.seqNo !== ifSeqNo) throw versionConflict(this, id, 'sequence numbers differ')
    if (operation.kind === 'delete') return this.#store(id, undefined, operation, entry?.document ? 'deleted' : 'not_found')
    if (operation.kind === 'update') return this.#update(operation, entry?.document)
    if (operation.kind === 'create' && entry?.document) {
      throw versionConflict(this, id, `document already exists (current version [${entry.version}])`)
    }
    return this.#store(id, operation.source, operation, entry?.document ? 'updated' : 'created')
  }

  #update(operation: UpdateOperation, current: StoredDocument | undefined): WriteResult {
    const insert = operation.upsert ?? (operation.docAsUpsert ? operation.doc : undefined)
    if (!current && !insert) throw documentMissing(this, operation.id)
    if (!current) return this.#store(operation.id, writeJson(insert!), operation, 'created')
    const before = parseJson(current.source)
    const after = merge(before, operation.doc ?? new Map())
    if (operation.detectNoop && writeJsonText(before) === writeJsonText(after)) {
      return { ...current, result: 'noop', source: current.source }
    }
    return this.#store(operation.id, writeJson(after), operation, 'updated')
  }

  #store(id: string, source: Buffer | undefined, operation: WriteOperation, result: WriteResult['result']): WriteResult {
    const isExternal = (operation.versionType ?? 'internal') !== 'internal'
    const version = isExternal ? operation.version! : (this.#entries.get(id)?.version ?? 0) + 1
    const seqNo = this.#seqNo++
    const document = source && { id, seqNo, primaryTerm: 1, version, routing: operation.routing, source }
    this.#entries.set(id, { document, version, seqNo })
    return { id, result, version, seqNo, primaryTerm: 1, ...(source ? { source } : {}) }
  }
}

const postingsOf = (docs: number[]) => ({ next: () => docs.shift() ?? NO_MORE_DOCS })

function merge(into: JsonValue, changes: JsonValue): JsonValue {
  if (!isJsonObject(into) || !isJsonObject(changes)) return changes
  const merged: JsonObject = new Map(into)
  for (const [name, value] of changes) merged.set(name, merge(into.get(name) ?? null, value))
  return merged
}
