/** A `BoundEngine` over one access: whatever it hands out was granted. Made for each call by `embedded-backend.ts`. */
import type { Clock } from '../../core/clock.ts'
import { ElasticError, indexNotFound } from '../../core/errors.ts'
import type { Alias } from '../../engine/alias.ts'
import type { AliasChange } from '../../engine/alias-changes.ts'
import { type DataStream, findStreamTemplate, streamOfIndex, writeIndexOf } from '../../engine/data-streams/data-stream.ts'
import type { CreateIndexRequest, Engine, Rollover, RolloverRequest } from '../../engine/engine.ts'
import type { Shard } from '../../engine/shard.ts'
import { findIndexTemplate } from '../../engine/templates/find-template.ts'
import type { QueryNode } from '../../query/node.ts'
import { parseStoredQuery } from '../../query/stored-query.ts'
import type { Access, AliasGrant, IndexGrant, ItemGrant } from '../../request/access.ts'
import type { NodeFacts } from '../../request/node-facts.ts'
import { assertAutoCreated } from './auto-create.ts'
import type { BoundAliasAction, BoundEngine, BoundIndex, Creation, IndexOverview } from './bound-engine.ts'
import { GrantedLongReads, type LongReads } from './long-reads.ts'
import { NarrowedShard } from './narrowed-shard.ts'
import type { ReadContexts } from './read-contexts.ts'
import { refuseRestricted } from './refuse-restricted.ts'
import { appendsOnly, noDataStream } from './stream-rules.ts'
import { assertBound } from './template-bindings.ts'

export interface GrantedEngineParts {
  readonly engine: Engine
  readonly node: NodeFacts
  readonly access: Access
  /** Cluster settings where nobody changed them. */
  readonly defaults: ReadonlyMap<string, string>
  readonly contexts: ReadContexts
  readonly clock: Clock
}

export class GrantedEngine implements BoundEngine {
  readonly node: NodeFacts
  readonly longReads: LongReads
  readonly #engine: Engine
  readonly #access: Access
  readonly #defaults: ReadonlyMap<string, string>
  readonly #clock: Clock

  constructor({ engine, node, access, defaults, contexts, clock }: GrantedEngineParts) {
    this.node = node
    this.longReads = new GrantedLongReads(engine, access, contexts)
    this.#engine = engine
    this.#access = access
    this.#defaults = defaults
    this.#clock = clock
  }

  now(): number {
    return this.#clock.now()
  }

  overview(): readonly IndexOverview[] {
    this.#access.expect('cluster')
    return [...this.#engine.indices().values()].sort(byName).map(overviewOf)
  }

  indices(): readonly BoundIndex[] {
    const { indices } = this.#access.expect('indices')
    return [...indices].sort(byName).map((grant) => this.#bind(grant))
  }

  lookup(position: number): BoundIndex {
    const grant = this.#access.expect('indices').lookups?.[position]
    if (!grant) throw new Error(`lookup [${position}] was not authorized`)
    return this.#bind(grant)
  }

  item(position: number): BoundIndex {
    return this.#bind(this.#granted(position).index)
  }

  async itemOrCreate(position: number, { mode, requireDataStream }: Creation): Promise<BoundIndex> {
    const { index, mayCreate } = this.#granted(position)
    if (!mayCreate) return this.#bind(index)
    if (this.#engine.dataStreams().has(index.name)) return this.#bindStream(index)
    if (!this.#engine.indices().has(index.name)) {
      refuseRestricted(index)
      const template = findIndexTemplate(this.#engine.templates(), index.name)
      if (requireDataStream && !template?.dataStream) throw noDataStream(index.name)
      if (template?.dataStream && mode !== 'append') throw appendsOnly(index.name)
      assertAutoCreated(index.name, this.clusterSetting('action.auto_create_index'), template)
      if (template?.dataStream) {
        await unlessThere(this.#engine.createDataStream(index.name))
        return this.#bindStream(index)
      }
      await unlessThere(this.#engine.createIndex({ name: index.name, settings: new Map(), mappings: undefined, aliases: [] }))
    }
    return this.#bind(index)
  }

  createIndex(request: Omit<CreateIndexRequest, 'name'>): Promise<Shard> {
    const { index, aliases } = this.#access.expect('create')
    assertGranted(request.aliases, aliases)
    return this.#engine.createIndex({ ...request, name: index })
  }

  rollOver(request: Omit<RolloverRequest, 'target' | 'index'>): Promise<Rollover> {
    const { target, index, aliases } = this.#access.expect('rollover')
    assertGranted(request.aliases, aliases)
    return this.#engine.rollOver({ ...request, target, ...(index === undefined ? {} : { index }) })
  }

  aliasActions(): readonly BoundAliasAction[] {
    const { actions } = this.#access.expect('aliases')
    return actions.map(({ kind, indices, streams, aliases }) => ({
      kind,
      shards: [...indices].sort(byName).map((grant) => this.#bind(grant).shard),
      streams: streams.flatMap((name) => this.#engine.dataStreams().get(name) ?? []).sort(byName),
      aliases,
    }))
  }

  async changeAliases(changes: readonly AliasChange[]): Promise<void> {
    const { actions } = this.#access.expect('aliases')
    const foreign = changes.find((change) => !actions.some((grant) => covers(grant, change)))
    if (foreign) throw new Error(`[${foreign.kind}] of aliases was not granted`)
    await this.#engine.changeAliases(changes)
    for (const change of changes) if (change.kind === 'removeIndex') this.longReads.closeIndex(change.index)
  }

  async setClosed({ shard }: BoundIndex, closed: boolean): Promise<void> {
    const { indices } = this.#access.expect('indices')
    if (!indices.some(({ name }) => name === shard.name)) throw new Error(`index [${shard.name}] was not granted`)
    await this.#engine.setClosed(shard, closed)
    if (closed) this.longReads.closeIndex(shard)
  }

  dataStreams(): readonly DataStream[] {
    const names = this.#access.expect('indices').names ?? []
    return names.flatMap((name) => this.#engine.dataStreams().get(name) ?? []).sort(byName)
  }

  templateNameOf(): (stream: string) => string | undefined {
    const granted = this.dataStreams()
    const templates = this.#engine.templates()
    return (stream) => (granted.some(({ name }) => name === stream) ? findStreamTemplate(templates, stream)?.name : undefined)
  }

  createDataStream(): Promise<DataStream> {
    return this.#engine.createDataStream(this.#access.expect('create').index)
  }

  async deleteDataStreams(streams: readonly DataStream[]): Promise<void> {
    const granted = this.dataStreams()
    const foreign = streams.find((stream) => !granted.includes(stream))
    if (foreign) throw new Error(`data stream [${foreign.name}] was not granted`)
    const shards = streams.flatMap(({ indices }) => indices.flatMap((name) => this.#engine.indices().get(name) ?? []))
    await this.#engine.deleteDataStreams(streams.map(({ name }) => name))
    for (const shard of shards) this.longReads.closeIndex(shard)
  }

  async deleteIndex({ shard }: BoundIndex): Promise<void> {
    const { indices } = this.#access.expect('indices')
    const grant = indices.find(({ name }) => name === shard.name)
    if (!grant) throw new Error(`index [${shard.name}] was not granted`)
    // An index of that name made since is not the one that was granted.
    if (this.#bind(grant).shard !== shard) throw indexNotFound(shard.name)
    await this.#engine.deleteIndex(shard.name)
    this.longReads.closeIndex(shard)
  }

  clusterSetting(name: string): string | undefined {
    const { transient, persistent } = this.#engine.clusterSettings()
    return transient.get(name) ?? persistent.get(name) ?? this.#defaults.get(name)
  }

  get templates(): BoundEngine['templates'] {
    const { bindings = [] } = this.#access.expect('cluster')
    return {
      get: () => this.#engine.templates(),
      change: (plan) =>
        this.#engine.changeTemplates((templates) => {
          const changes = plan(templates)
          assertBound(changes, templates, bindings)
          return changes
        }),
    }
  }

  get clusterSettings(): BoundEngine['clusterSettings'] {
    this.#access.expect('cluster')
    return {
      get: () => this.#engine.clusterSettings(),
      put: (change) => this.#engine.putClusterSettings(change),
    }
  }

  #granted(position: number): Extract<ItemGrant, { granted: true }> {
    const item = this.#access.expect('items').items[position]
    if (!item) throw new Error(`item [${position}] was not authorized`)
    if (!item.granted) throw item.error
    return item
  }

  #bind(grant: IndexGrant): BoundIndex {
    refuseRestricted(grant)
    const shard = this.#engine.index(grant.name)
    const filter = grant.filters && anyOf(grant.filters)
    const fixed = grant.fixedMapping?.onStreamsOnly && !grant.dataStream ? undefined : grant.fixedMapping?.error
    const streams = this.#engine.dataStreams()
    return {
      shard: filter || fixed ? new NarrowedShard(shard, filter, fixed) : shard,
      alias: grant.alias,
      dataStream: grant.dataStream === undefined ? undefined : streams.get(grant.dataStream),
      backs: streamOfIndex(streams, grant.name),
    }
  }

  /** A stream that was made since: what was granted on its name is granted on the index that takes its writes. */
  #bindStream(grant: IndexGrant): BoundIndex {
    const stream = this.#engine.dataStreams().get(grant.name)
    if (!stream) throw indexNotFound(grant.name)
    return this.#bind({ ...grant, name: writeIndexOf(stream), dataStream: stream.name })
  }
}

function assertGranted(aliases: readonly Alias[], granted: readonly string[]): void {
  const foreign = aliases.find(({ name }) => !granted.includes(name))
  if (foreign) throw new Error(`alias [${foreign.name}] was not authorized`)
}

/** Two writes to a missing index make it once. */
async function unlessThere(creation: Promise<unknown>): Promise<void> {
  try {
    await creation
  } catch (error) {
    if (!(error instanceof ElasticError) || error.type !== 'resource_already_exists_exception') throw error
  }
}

const GRANTED_AS = { addToStream: 'add', removeFromStream: 'remove' } as const

function covers({ kind, indices, streams, aliases }: AliasGrant, change: AliasChange): boolean {
  const alias = change.kind === 'removeIndex' ? undefined : typeof change.alias === 'string' ? change.alias : change.alias.name
  if (alias !== undefined && !aliases.includes(alias)) return false
  if ('stream' in change) return kind === GRANTED_AS[change.kind] && streams.includes(change.stream)
  return kind === change.kind && indices.some(({ name }) => name === change.index.name)
}

/** What one of several filters matches. */
const anyOf = (filters: readonly string[]): QueryNode => ({
  kind: 'bool',
  boost: 1,
  name: undefined,
  must: [],
  filter: [],
  should: filters.map(parseStoredQuery),
  mustNot: [],
  minimumShouldMatch: undefined,
})

const overviewOf = (shard: Shard): IndexOverview => ({
  name: shard.name,
  closed: shard.closed,
  aliases: shard.aliases.map((alias) => alias.name),
  replicas: Number(shard.settings.get('index.number_of_replicas') ?? 1),
  stats: () => shard.stats(),
})

const byName = (one: { readonly name: string }, other: { readonly name: string }): number =>
  one.name < other.name ? -1 : one.name > other.name ? 1 : 0
