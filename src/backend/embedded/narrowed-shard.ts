/**
 * An index as searches through filtered aliases see it: whatever opens a reader gets one that is narrowed. Everything else is the index's
 * own, since filters of aliases do not bear on reads by id, writes, or metadata. Made by `granted-engine.ts`.
 */
import type { Analyzer } from '../../analysis/analyzer.ts'
import type { JsonObject } from '../../core/json/value.ts'
import type { Alias } from '../../engine/alias.ts'
import type { IndexReader, StoredDocument } from '../../engine/reader.ts'
import type { Shard, ShardStats, WriteOperation } from '../../engine/shard.ts'
import type { ParsedDocument } from '../../mapping/parsed-document.ts'
import type { QueryNode } from '../../query/node.ts'

export class NarrowedShard implements Shard {
  readonly #shard: Shard
  readonly #filter: QueryNode

  constructor(shard: Shard, filter: QueryNode) {
    this.#shard = shard
    this.#filter = filter
  }

  reader(): IndexReader {
    return new NarrowedReader(this.#shard.reader(), this.#filter)
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
    return this.#shard.write(operations)
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
