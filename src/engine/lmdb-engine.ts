/**
 * The engine: opens the LMDB environment and every index in it, and keeps the names. One per data folder, which the caller has locked
 * (`storage/data-lock.ts`). Made by the composition root.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Clock } from '../core/clock.ts'
import { type ErrorIndex, indexNotFound } from '../core/errors.ts'
import { type AliasChange, type AliasPlan, planAliases } from './alias-changes.ts'
import { createIdMaker } from './auto-id.ts'
import {
  backingIndexName,
  type DataStream,
  type DataStreams,
  getStreamTemplate,
  refuseOrphans,
  refuseTaken,
  refuseWriteIndex,
  streamOfIndex,
  writeIndexOf,
} from './data-streams/data-stream.ts'
import { streamAliasNames } from './data-streams/stream-aliases.ts'
import { removeDropped, removeForeignFolders } from './dropped-indices.ts'
import type { CreateIndexRequest, Engine, Rollover, RolloverRequest } from './engine.ts'
import type { EngineObserver } from './events.ts'
import type { IndexShard } from './index-shard.ts'
import { checkAliases, checkIndexName } from './names.ts'
import { createRecord, openShard, type ShardHouse } from './open-shard.ts'
import { createPause } from './pauses.ts'
import { newIndexName, planAliasRollover, refuseDescription, rolloverTargetNotFound, writeIndexOfAlias } from './rollover.ts'
import type { Shard } from './shard.ts'
import { CommitQueue, type Hooks } from './storage/commit-queue.ts'
import { DataStreamRecords } from './storage/data-stream-records.ts'
import { Environment, type StorageFaults } from './storage/environment.ts'
import { type IndexRecord, IndexRecords } from './storage/index-record.ts'
import { MetaRecords } from './storage/meta-records.ts'
import { isStorageFailure, storageFailure } from './storage/storage-failure.ts'
import { TemplateRecords } from './storage/template-records.ts'
import { applyTemplates, type ResolvedRequest } from './templates/apply-templates.ts'
import { type TemplateChanges, type Templates, withTemplates } from './templates/template.ts'
import { createTurns } from './turns.ts'
import { withChanges } from './with-changes.ts'

export interface EngineOptions {
  /** The engine's own folder, made where it is missing. */
  readonly path: string
  /** False: nothing is flushed to disk, for nodes that live in memory only. */
  readonly durable: boolean
  readonly clock: Clock
  readonly observer?: EngineObserver
  /** Milliseconds after a write until segments and commit record are brought up to date. */
  readonly commitDelay?: number
  /** Where tests make the storage fail. */
  readonly faults?: StorageFaults
}

/** Opens the engine with everything in it, recovered. */
export async function openEngine(options: EngineOptions): Promise<Engine> {
  const { path, durable, clock, faults } = options
  const environment = new Environment({ path, durable, ...(faults ? { faults } : {}) })
  const house: ShardHouse = {
    environment,
    queue: new CommitQueue(environment),
    records: new IndexRecords(environment.meta),
    templateRecords: new TemplateRecords(new MetaRecords(environment.meta)),
    streamRecords: new DataStreamRecords(new MetaRecords(environment.meta)),
    folder: join(path, 'indices'),
    durable,
    clock,
    faults: faults ?? {},
    commitDelay: options.commitDelay ?? 5000,
    observe: options.observer ?? (() => {}),
    newId: createIdMaker(clock),
    pause: createPause(),
    namesChanged: () => engine.namesChanged(),
  }
  const engine = new LmdbEngine(house, await openAll(house))
  return engine
}

/** Indices are opened several at a time: most of it is waiting for their files. */
const OPENED_AT_ONCE = 8

async function openAll(house: ShardHouse): Promise<ReadonlyMap<string, IndexShard>> {
  const shards = new Map<string, IndexShard>()
  try {
    const records = house.records.list()
    const waiting = records.values()
    const openNext = async (): Promise<void> => {
      for (const record of waiting) shards.set(record.name, await openShard(house, record))
    }
    const openings = await Promise.allSettled(Array.from({ length: OPENED_AT_ONCE }, openNext))
    for (const opening of openings) if (opening.status === 'rejected') throw opening.reason
    return new Map(records.map(({ name }) => [name, shards.get(name)!]))
  } catch (error) {
    await house.environment.close()
    throw error
  }
}

/** Where cluster settings belong, in error members. */
const CLUSTER: ErrorIndex = { name: '_cluster', uuid: '_na_' }

interface NamesChange {
  readonly aliases?: AliasPlan
  /** undefined: deleted. */
  readonly streams?: ReadonlyMap<string, DataStream | undefined>
  readonly created?: ResolvedRequest | undefined
}

const NO_CHANGE: AliasPlan = { changed: new Map(), removed: new Set() }

function changedStreams(streams: DataStreams, changes: ReadonlyMap<string, DataStream | undefined>): DataStreams {
  if (changes.size === 0) return streams
  const all = [...new Map<string, DataStream | undefined>([...streams, ...changes])]
  return new Map(all.filter((entry): entry is [string, DataStream] => entry[1] !== undefined))
}

class LmdbEngine implements Engine {
  readonly #house: ShardHouse
  #shards: ReadonlyMap<string, IndexShard>
  #namesVersion = 1
  /** Indices that are being made, by name. */
  readonly #creating = new Map<string, Promise<unknown>>()
  /** Changes that bind names of several indices: one after the other, and none while an index is being made. */
  readonly #aliasesInTurn = createTurns()
  #changingAliases: Promise<unknown> | undefined
  #persistent: ReadonlyMap<string, string>
  #transient: ReadonlyMap<string, string> = new Map()
  #templates: Templates
  #streams: DataStreams
  readonly #settingsInTurn = createTurns()
  #closing = false
  #background: Promise<unknown>

  constructor(house: ShardHouse, shards: ReadonlyMap<string, IndexShard>) {
    this.#house = house
    this.#shards = shards
    this.#persistent = house.records.clusterSettings()
    this.#templates = house.templateRecords.list()
    this.#streams = house.streamRecords.list()
    this.#background = this.#removeLeftovers()
  }

  indices(): ReadonlyMap<string, Shard> {
    return this.#shards
  }

  get namesVersion(): number {
    return this.#namesVersion
  }

  index(name: string): Shard {
    return this.#shard(name)
  }

  /** A name stayed, but what the catalogue shows of it changed. */
  namesChanged(): void {
    this.#publish(new Map(this.#shards))
  }

  async createIndex(request: CreateIndexRequest): Promise<Shard> {
    if (applyTemplates(request, this.#templates).aliases.length > 0) {
      return this.#exclusively(() => this.#createChecked(request))
    }
    const { name } = request
    // Who comes second is told so once the first is there to be used.
    for (;;) {
      const busy = this.#creating.get(name) ?? this.#changingAliases
      if (!busy) break
      await busy.catch(() => {})
    }
    const creation = this.#createChecked(request)
    this.#creating.set(name, creation)
    try {
      return await creation
    } finally {
      this.#creating.delete(name)
    }
  }

  changeAliases(changes: readonly AliasChange[]): Promise<void> {
    return this.#exclusively(async () => {
      const plan = planAliases(this.#shards, changes, this.#streams)
      await this.#commitNames({ aliases: plan, streams: plan.streams })
    })
  }

  async deleteIndex(name: string): Promise<void> {
    const { uuid } = this.#shard(name)
    if (streamOfIndex(this.#streams, name)) await this.#exclusively(() => this.#deleteBacking(name, uuid))
    else await this.#deleteAlone(name)
  }

  async #deleteAlone(name: string): Promise<void> {
    const shard = this.#shard(name)
    await shard.drop()
    const rest = new Map(this.#shards)
    rest.delete(name)
    this.#publish(rest)
    this.#retire(shard)
  }

  async #deleteBacking(name: string, uuid: string): Promise<void> {
    if (this.#shard(name).uuid !== uuid) throw indexNotFound(name)
    const stream = streamOfIndex(this.#streams, name)
    refuseWriteIndex(this.#streams, name)
    const rest = stream && { ...stream, indices: stream.indices.filter((index) => index !== name) }
    await this.#commitNames({
      aliases: { changed: new Map(), removed: new Set([name]) },
      streams: new Map(rest && [[rest.name, rest]]),
    })
  }

  dataStreams(): DataStreams {
    return this.#streams
  }

  createDataStream(name: string): Promise<DataStream> {
    return this.#exclusively(async () => {
      const template = getStreamTemplate(this.#templates, name)
      const taken = [...this.#shards.values()].flatMap((shard) => shard.aliases.map((alias) => alias.name))
      refuseTaken(name, this.#streams, this.#shards, new Set([...taken, ...streamAliasNames(this.#streams)]))
      const stream: DataStream = { name, indices: [], generation: 0, aliases: [], ...template.dataStream }
      const request = { name, settings: new Map(), mappings: undefined, aliases: [] }
      const { aliases } = applyTemplates(request, this.#templates, template)
      const { streams } = planAliases(
        this.#shards,
        aliases.map((alias) => ({ kind: 'addToStream', stream: name, alias })),
        new Map([...this.#streams, [name, stream]]),
      )
      return this.#extend(streams.get(name) ?? stream, streams)
    })
  }

  deleteDataStreams(names: readonly string[]): Promise<void> {
    return this.#exclusively(async () => {
      const streams = names.flatMap((name) => this.#streams.get(name) ?? [])
      const removed = new Set(streams.flatMap(({ indices }) => indices.filter((index) => this.#shards.has(index))))
      await this.#commitNames({
        aliases: { changed: new Map(), removed },
        streams: new Map(streams.map(({ name }) => [name, undefined])),
      })
    })
  }

  /** Gives a stream one more index, which takes writes from now on. `changed`: what happens to other streams with it. */
  async #extend(stream: DataStream, changed: ReadonlyMap<string, DataStream> = new Map()): Promise<DataStream> {
    const { extended, created } = this.#extension(stream)
    await this.#commitNames({ streams: new Map([...changed, [stream.name, extended]]), created })
    return extended
  }

  #extension(stream: DataStream): { readonly extended: DataStream; readonly created: ResolvedRequest } {
    const template = getStreamTemplate(this.#templates, stream.name)
    let generation = stream.generation + 1
    const nameOf = (): string => backingIndexName(stream.name, generation, this.#house.clock.now())
    // Anybody may have made an index of that name.
    while (this.#shards.has(nameOf())) generation++
    const request = { name: nameOf(), settings: new Map([['index.hidden', 'true']]), mappings: undefined, aliases: [] }
    // Aliases are the stream's.
    const created = { ...applyTemplates(request, this.#templates, template), aliases: [] }
    checkIndexName(this.#shards, created.name, this.#streams)
    return { extended: { ...stream, generation, indices: [...stream.indices, created.name] }, created }
  }

  rollOver(request: RolloverRequest): Promise<Rollover> {
    const stream = this.#streams.get(request.target)
    return this.#exclusively(() => (stream ? this.#rollStream(stream.name, request) : this.#rollAlias(request)))
  }

  async #rollStream(name: string, request: RolloverRequest): Promise<Rollover> {
    refuseDescription(request)
    const stream = this.#streams.get(name)
    if (!stream) throw rolloverTargetNotFound(name)
    const { extended, created } = this.#extension(stream)
    return this.#roll(this.#shard(writeIndexOf(stream)), created.name, request, () => ({
      streams: new Map([[name, extended]]),
      created,
    }))
  }

  #rollAlias(request: RolloverRequest): Promise<Rollover> {
    const names = { indices: this.#shards, streams: this.#streams, templates: this.#templates, now: this.#house.clock.now() }
    const old = this.#shard(writeIndexOfAlias(request.target, names).name)
    const next = newIndexName(request, old, names)
    return this.#roll(old, next.name, request, () => {
      const { oldAliases, created } = planAliasRollover(request, old, next, names)
      return { aliases: { changed: new Map([[old.name, oldAliases]]), removed: new Set() }, created }
    })
  }

  async #roll(old: IndexShard, newIndex: string, { decide }: RolloverRequest, plan: () => NamesChange): Promise<Rollover> {
    const unmade = { oldIndex: old.name, newIndex, created: undefined }
    if (!decide(old, newIndex)) return unmade
    await this.#commitNames(plan())
    return { ...unmade, created: this.#shard(newIndex) }
  }

  setClosed(index: Shard, closed: boolean): Promise<void> {
    return this.#exclusively(async () => {
      const { name } = index
      const shard = this.#shard(name)
      if (shard.uuid !== index.uuid) throw indexNotFound(name)
      if (shard.closed === closed) return
      await shard.storeClosed(closed)
      if (closed) await this.#leaveInFiles(shard)
      // From here on nothing can be changed by way of the old one; it may have been deleted before.
      if (!shard.retreat()) return
      const successor = await openShard(this.#house, shard.record)
      this.#publish(new Map(this.#shards).set(name, successor))
    })
  }

  /** What could not be left in files is indexed again from the log once the index is opened. */
  async #leaveInFiles(shard: IndexShard): Promise<void> {
    try {
      await shard.leaveInFiles()
    } catch (error) {
      this.#failed(shard.name, 'commit', error)
    }
  }

  /** The data of a deleted index goes once nobody reads it any more. */
  #retire(shard: IndexShard): void {
    const { name } = shard
    const { number, uuid } = shard.record
    const remove = () => removeDropped(this.#house, { number, uuid }, () => this.#closing)
    this.#inBackground(name, () => shard.retire(() => this.#inBackground(name, remove)))
  }

  templates(): Templates {
    return this.#templates
  }

  changeTemplates(plan: (templates: Templates) => TemplateChanges): Promise<void> {
    return this.#exclusively(async () => {
      const changes = plan(this.#templates)
      refuseOrphans(this.#streams, this.#templates, withTemplates(this.#templates, changes))
      await this.#store(CLUSTER, () => this.#house.templateRecords.put(changes))
      this.#templates = withTemplates(this.#templates, changes)
      this.namesChanged()
    })
  }

  clusterSettings(): { readonly persistent: ReadonlyMap<string, string>; readonly transient: ReadonlyMap<string, string> } {
    return { persistent: this.#persistent, transient: this.#transient }
  }

  async putClusterSettings(change: {
    readonly persistent: ReadonlyMap<string, string | null>
    readonly transient: ReadonlyMap<string, string | null>
  }): Promise<void> {
    await this.#settingsInTurn(async () => {
      const persistent = withChanges(this.#persistent, change.persistent)
      await this.#store(CLUSTER, () => this.#house.records.putClusterSettings(persistent))
      this.#persistent = persistent
      this.#transient = withChanges(this.#transient, change.transient)
    })
  }

  async close(): Promise<void> {
    this.#closing = true
    const { queue, environment, durable } = this.#house
    queue.hurry()
    await queue.idle()
    await Promise.all([...this.#shards.values()].map((shard) => this.#closeShard(shard, durable)))
    await this.#background
    await queue.close()
    await environment.close()
  }

  /** Work on names that nobody else may change meanwhile. */
  async #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#aliasesInTurn(async () => {
      while (this.#creating.size > 0) await Promise.allSettled(this.#creating.values())
      return work()
    })
    this.#changingAliases = mine
    try {
      return await mine
    } finally {
      if (this.#changingAliases === mine) this.#changingAliases = undefined
    }
  }

  /** Everything about names that changes at once: in one transaction, then for everybody to see. */
  async #commitNames({ aliases = NO_CHANGE, streams = new Map(), created }: NamesChange): Promise<void> {
    const { changed, removed } = aliases
    const house = this.#house
    const shards = [...changed.keys(), ...removed].map((name) => this.#shard(name))
    const draft = created && createRecord(created, house.clock.now(), randomBytes(16).toString('base64url'))
    const stage = (): IndexRecord | undefined => {
      for (const [name, list] of changed) this.#shard(name).stageAliases(list)
      for (const name of removed) this.#shard(name).stageDrop()
      for (const [name, stream] of streams) stream ? house.streamRecords.put(stream) : house.streamRecords.remove(name)
      if (!draft) return undefined
      const numbered = { ...draft, number: house.records.takeNumber() }
      house.records.putIndex(numbered)
      return numbered
    }
    const hooks = {
      committed: () => {
        for (const shard of shards) shard.settle()
      },
      undone: (final: boolean) => {
        for (const shard of shards) shard.unsettle(final)
      },
    }
    const record = await this.#store(draft ?? CLUSTER, stage, hooks)
    const rest = new Map(this.#shards)
    for (const name of removed) rest.delete(name)
    if (record) rest.set(record.name, await openShard(house, record))
    this.#streams = changedStreams(this.#streams, streams)
    this.#publish(rest)
    for (const shard of shards) if (removed.has(shard.name)) this.#retire(shard)
  }

  async #createChecked(request: CreateIndexRequest): Promise<Shard> {
    const resolved = applyTemplates(request, this.#templates)
    checkIndexName(this.#shards, resolved.name, this.#streams)
    checkAliases(this.#shards, resolved.name, resolved.aliases, this.#streams)
    const house = this.#house
    const draft = createRecord(resolved, house.clock.now(), randomBytes(16).toString('base64url'))
    const record = await this.#store(draft, () => {
      const numbered = { ...draft, number: house.records.takeNumber() }
      house.records.putIndex(numbered)
      return numbered
    })
    const shard = await openShard(house, record)
    this.#publish(new Map([...this.#shards, [record.name, shard]]))
    return shard
  }

  async #store<T>(index: ErrorIndex, work: () => T, hooks: Hooks = {}): Promise<T> {
    try {
      return await this.#house.queue.run(work, hooks)
    } catch (error) {
      throw isStorageFailure(error) ? storageFailure(error, index) : error
    }
  }

  async #closeShard(shard: IndexShard, commit: boolean): Promise<void> {
    try {
      await shard.close(commit)
    } catch (error) {
      this.#failed(shard.name, 'commit', error)
    }
  }

  async #removeLeftovers(): Promise<void> {
    const { records } = this.#house
    const dropped = records.dropped()
    await this.#guard('', async () => {
      const uuids = [...this.#shards.values(), ...dropped].map(({ uuid }) => uuid)
      await removeForeignFolders(this.#house, new Set(uuids))
      for (const index of dropped) await removeDropped(this.#house, index, () => this.#closing)
    })
  }

  #inBackground(index: string, work: () => Promise<void>): void {
    this.#background = Promise.all([this.#background, this.#guard(index, work)])
  }

  async #guard(index: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.#failed(index, 'delete', error)
    }
  }

  #failed(index: string, work: string, error: unknown): void {
    this.#house.observe({ kind: 'background_failed', index, work, reason: (error as Error).message })
  }

  #publish(shards: ReadonlyMap<string, IndexShard>): void {
    this.#shards = shards
    this.#namesVersion++
  }

  #shard(name: string): IndexShard {
    const shard = this.#shards.get(name)
    if (!shard) throw indexNotFound(name)
    return shard
  }
}
