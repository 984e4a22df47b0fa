/** The backend that is the embedded engine: names as a catalogue, calls run on an engine bound to their access. */
import { systemClock } from '../../core/clock.ts'
import type { Alias } from '../../engine/alias.ts'
import { type DataStream, type DataStreams, streamOfIndex, writeIndexOf } from '../../engine/data-streams/data-stream.ts'
import { streamAliasNames } from '../../engine/data-streams/stream-aliases.ts'
import type { Engine } from '../../engine/engine.ts'
import type { Shard } from '../../engine/shard.ts'
import type { Templates } from '../../engine/templates/template.ts'
import type { Access } from '../../request/access.ts'
import type { AnyApi } from '../../request/api.ts'
import type { Backend } from '../../request/backend.ts'
import type { Catalogue, CatalogueAlias, CatalogueIndex, CatalogueTemplates } from '../../request/catalogue.ts'
import type { NodeFacts } from '../../request/node-facts.ts'
import { ownerOf } from '../../request/owner.ts'
import type { Reply } from '../../request/reply.ts'
import { GrantedEngine } from './granted-engine.ts'
import { ReadContexts } from './read-contexts.ts'

const NONE: ReadonlyMap<string, string> = new Map()

/** The engine behind the `Backend` port; it is closed with the backend. `defaults`: cluster settings where nobody changed them. */
export function createEmbeddedBackend(engine: Engine, node: NodeFacts, defaults = NONE, clock = systemClock): Backend {
  let catalogue = readCatalogue(engine)
  const contexts = new ReadContexts(clock)
  return {
    ready: () => undefined,
    condition: () => ({ isReady: true, nodes: [] }),
    catalogue: () => {
      if (catalogue.version !== engine.namesVersion) catalogue = readCatalogue(engine)
      return catalogue
    },
    longReadNames: (id, caller) => contexts.find(id, ownerOf(caller))?.names,
    execute: async (api: Extract<AnyApi, { by: 'backend' }>, input: unknown, access: Access): Promise<Reply> =>
      api.embedded(new GrantedEngine({ engine, node, access, defaults, contexts, clock }), input, access),
    close: () => {
      contexts.closeAll()
      return engine.close()
    },
  }
}

function readCatalogue(engine: Engine): Catalogue {
  const shards = [...engine.indices().values()]
  const streams = engine.dataStreams()
  return {
    version: engine.namesVersion,
    indices: new Map(shards.map((shard) => [shard.name, describe(shard, streams)])),
    aliases: new Map([
      ...groupAliases(shards),
      ...describeStreamAliases(streams),
      ...[...streams.values()].map((stream) => [stream.name, describeStream(stream)] as const),
    ]),
    templates: describeTemplates(engine.templates()),
  }
}

const describeTemplates = ({ component, index }: Templates): CatalogueTemplates => ({
  components: new Map([...component].map(([name, { content }]) => [name, content.aliases?.map((alias) => alias.name) ?? []])),
  indexTemplates: [...index.values()].map(({ patterns, composedOf }) => ({ patterns, composedOf })),
})

const describeStream = (stream: DataStream): CatalogueAlias => ({
  indices: stream.indices,
  writeIndex: writeIndexOf(stream),
  hidden: stream.hidden,
  isStream: true,
  filters: NONE,
})

function describeStreamAliases(streams: DataStreams): ReadonlyMap<string, CatalogueAlias> {
  return new Map([...streamAliasNames(streams)].map((name) => [name, describeStreamAlias(name, streams)]))
}

function describeStreamAlias(name: string, streams: DataStreams): CatalogueAlias {
  const members = [...streams.values()].flatMap((stream) => {
    const alias = stream.aliases.find((one) => one.name === name)
    return alias ? [{ stream, alias }] : []
  })
  const writer = members.find(({ alias }) => alias.isWriteIndex)?.stream
  return {
    indices: members.flatMap(({ stream }) => stream.indices),
    writeIndex: writer && writeIndexOf(writer),
    hidden: false,
    streams: members.map(({ stream }) => stream.name),
    filters: new Map(
      members.flatMap(({ stream, alias: { filter } }) =>
        filter === undefined ? [] : stream.indices.map((index) => [index, filter] as const),
      ),
    ),
  }
}

function describe({ name, uuid, closed, aliases, settings }: Shard, streams: DataStreams): CatalogueIndex {
  const stream = streamOfIndex(streams, name)
  return {
    name,
    uuid,
    hidden: settings.get('index.hidden') === 'true',
    closed,
    aliases: (stream ?? { aliases }).aliases.map((alias) => alias.name),
    dataStream: stream?.name,
  }
}

interface Member {
  readonly index: string
  readonly alias: Alias
}

function groupAliases(shards: readonly Shard[]): ReadonlyMap<string, CatalogueAlias> {
  const groups = new Map<string, Member[]>()
  for (const { name: index, aliases } of shards) {
    for (const alias of aliases) {
      const known = groups.get(alias.name)
      if (known) known.push({ index, alias })
      else groups.set(alias.name, [{ index, alias }])
    }
  }
  return new Map([...groups].map(([name, members]) => [name, describeAlias(members)]))
}

const describeAlias = (members: readonly Member[]): CatalogueAlias => ({
  indices: members.map(({ index }) => index),
  writeIndex: aliasWriteIndex(members),
  hidden: members.some(({ alias }) => alias.isHidden === true),
  filters: new Map(members.flatMap(({ index, alias }) => (alias.filter === undefined ? [] : [[index, alias.filter]]))),
})

/** The one that says so; an only index takes writes unless it says no. */
function aliasWriteIndex(members: readonly Member[]): string | undefined {
  const [only, second] = members
  if (only && !second) return only.alias.isWriteIndex === false ? undefined : only.index
  return members.find(({ alias }) => alias.isWriteIndex === true)?.index
}
