/**
 * An index as its grant shows it. Through filtered aliases searches see a part: whatever opens a reader gets one that is narrowed, while
 * reads by id, writes and metadata are the index's own. Where its mapping is fixed, writes bring no new fields. Made by `granted-engine.ts`.
 */
import type { Analyzer } from '../../analysis/analyzer.ts'
import type { ElasticError } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json/value.ts'
import type { Alias } from '../../engine/alias.ts'
import type { IndexReader, StoredDocument } from '../../engine/reader.ts'
import type { Shard, ShardStats, WriteOperation } from '../../engine/shard.ts'
import type { ParsedDocument } from '../../mapping/parsed-document.ts'
import type { QueryNode } from '../../query/node.ts'

export class NarrowedShard implements Shard {
  readonly #shard: Shard
  readonly #filter: QueryNode | undefined
  readonly #refuseNewFields: ElasticError | undefined

  constructor(shard: Shard, filter: QueryNode | undefined, refuseNewFields: ElasticError | undefined) {
    this.#shard = shard
    this.#filter = filter
    this.#refuseNewFields = refuseNewFields
  }

  reader(): IndexReader {
    const reader = this.#shard.reader()
    return this.#filter ? new NarrowedReader(reader, this.#filter) : reader
  }

  get name(): string {
    return this.#shard.name
  }

  get uuid(): string {
    return this.#shard.uuid
  }

  get providedName(): string {
    return this.#shard.providedName
  }

  get creationDate(): number {
    return this.#shard.creationDate
  }

  get closed(): boolean {
    return this.#shard.closed
  }

  get aliases(): readonly Alias[] {
    return this.#shard.aliases
  }

  get settings(): ReadonlyMap<string, string> {
    return this.#shard.settings
  }

  mapping(): JsonObject {
    return this.#shard.mapping()
  }

  putMapping(mapping: JsonObject): Promise<void> {
    return this.#shard.putMapping(mapping)
  }

  putSettings(settings: ReadonlyMap<string, string | null>): Promise<void> {
    return this.#shard.putSettings(settings)
  }

  write(operations: readonly WriteOperation[]): ReturnType<Shard['write']> {
    const refuseNewFields = this.#refuseNewFields
    return this.#shard.write(refuseNewFields ? operations.map((operation) => ({ ...operation, refuseNewFields })) : operations)
  }

  get(id: string): StoredDocument | undefined {
    return this.#shard.get(id)
  }

  parse(source: Buffer): ParsedDocument {
    return this.#shard.parse(source)
  }

  analyzer(name: string): Analyzer | undefined {
    return this.#shard.analyzer(name)
  }

  refresh(): Promise<void> {
    return this.#shard.refresh()
  }

  stats(): ShardStats {
    return this.#shard.stats()
  }
}

class NarrowedReader implements IndexReader {
  readonly filter: QueryNode
  readonly #reader: IndexReader

  constructor(reader: IndexReader, filter: QueryNode) {
    this.#reader = reader
    this.filter = filter
  }

  get index(): IndexReader['index'] {
    return this.#reader.index
  }

  get segments(): IndexReader['segments'] {
    return this.#reader.segments
  }

  get docCount(): number {
    return this.#reader.docCount
  }

  field(path: string): ReturnType<IndexReader['field']> {
    return this.#reader.field(path)
  }

  matchFields(pattern: string): readonly string[] {
    return this.#reader.matchFields(pattern)
  }

  document(seqNo: number): StoredDocument {
    return this.#reader.document(seqNo)
  }

  setting(name: string): string | undefined {
    return this.#reader.setting(name)
  }

  close(): void {
    this.#reader.close()
  }
}
