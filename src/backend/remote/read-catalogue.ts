/** The names of the cluster behind: cluster state and aliases → a catalogue, and what the gateway must know of aliases beyond it. */
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText } from '../../core/json/value.ts'
import { writeJsonText } from '../../core/json/write.ts'
import type { Catalogue, CatalogueAlias, CatalogueIndex } from '../../request/catalogue.ts'
import type { UpstreamRequest } from '../../request/remote-form.ts'

/** Routing that an alias brings along. */
export interface AliasRouting {
  readonly index: string | undefined
  readonly search: string | undefined
}

export interface UpstreamNames extends Catalogue {
  /** Of an alias on an index. */
  routing(alias: string, index: string): AliasRouting
}

const get = (path: readonly string[], query: Readonly<Record<string, string>>): UpstreamRequest => ({
  method: 'GET',
  path,
  query: new Map(Object.entries(query)),
})

/** Grows with every change of the cluster. */
export const STATE_VERSION = get(['_cluster', 'state', 'version'], { filter_path: 'version,state_uuid,cluster_uuid' })
export const STATE = get(['_cluster', 'state', 'metadata'], {
  filter_path: [
    'metadata.indices.*.state',
    'metadata.indices.*.settings.index.uuid',
    'metadata.indices.*.settings.index.hidden',
    'metadata.data_stream.data_stream',
  ].join(','),
  expand_wildcards: 'all',
})
export const ALIASES = get(['_all', '_alias'], { expand_wildcards: 'all', ignore_unavailable: 'true' })

/** The names of clusters that do not show their state: to this account, or to anybody. */
export const RESOLVED = get(['_resolve', 'index', '*'], { expand_wildcards: 'all' })

/** The reply to RESOLVED in the form of one to STATE. */
export function stateOfResolved(reply: JsonValue): JsonValue {
  const named = (name: string): [string, JsonObject][] => {
    const list = memberOf(reply, name)
    return Array.isArray(list) ? list.filter(isJsonObject).map((item) => [text(item.get('name')) ?? '', item]) : []
  }
  const index = (item: JsonObject): JsonObject => {
    const attributes = item.get('attributes')
    const has = (attribute: string): boolean => Array.isArray(attributes) && attributes.includes(attribute)
    const settings: JsonObject = new Map([['index', new Map([['hidden', String(has('hidden'))]])]])
    return new Map<string, JsonValue>([
      ['state', has('closed') ? 'close' : 'open'],
      ['settings', settings],
    ])
  }
  const stream = (item: JsonObject): JsonObject => {
    const backing = item.get('backing_indices')
    const indices = (Array.isArray(backing) ? backing : [backing ?? null]).map(
      (name): JsonObject => new Map([['index_name', name]]),
    )
    return new Map([['indices', indices]])
  }
  const indices: JsonObject = new Map(named('indices').map(([name, item]) => [name, index(item)]))
  const streams: JsonObject = new Map(named('data_streams').map(([name, item]) => [name, stream(item)]))
  const nested: JsonObject = new Map([['data_stream', streams]])
  return new Map([
    [
      'metadata',
      new Map([
        ['indices', indices],
        ['data_stream', nested],
      ]),
    ],
  ])
}

/** Where nothing was read yet. */
export const NO_NAMES: UpstreamNames = {
  version: 0,
  indices: new Map(),
  aliases: new Map(),
  routing: () => NO_ROUTING,
}
const NO_ROUTING: AliasRouting = { index: undefined, search: undefined }

/** Makes a catalogue of the replies to STATE and ALIASES. */
export function readCatalogue(version: number, state: JsonValue, aliases: JsonValue): UpstreamNames {
  const metadata = objectOf(state, 'metadata')
  const links = readLinks(aliases)
  const streams = readDataStreams(metadata)
  const streamOf = new Map([...streams].flatMap(([name, stream]) => stream.indices.map((index) => [index, name] as const)))
  const indices = new Map(
    [...entries(objectOf(metadata, 'indices'))].map(([name, index]) => [
      name,
      { ...describe(name, index, links.get(streamOf.get(name) ?? name)), dataStream: streamOf.get(name) },
    ]),
  )
  return {
    version,
    indices,
    aliases: new Map([...groupAliases(links, indices), ...groupStreamAliases(links, streams), ...streams]),
    routing: (alias, index) => {
      const options = links.get(index)?.get(alias)
      if (!options) return NO_ROUTING
      return { index: text(options.get('index_routing')), search: text(options.get('search_routing')) }
    },
  }
}

/** Index or data stream → alias → what it is like there. */
type Links = ReadonlyMap<string, ReadonlyMap<string, JsonObject>>

const readLinks = (aliases: JsonValue): Links =>
  new Map([...entries(aliases)].map(([index, value]) => [index, new Map(entries(objectOf(value, 'aliases')))]))

function describe(name: string, index: JsonObject, links: ReadonlyMap<string, JsonObject> = new Map()): CatalogueIndex {
  const settings = objectOf(objectOf(index, 'settings'), 'index')
  return {
    name,
    uuid: text(settings?.get('uuid')) ?? '_na_',
    hidden: text(settings?.get('hidden')) === 'true',
    closed: index.get('state') === 'close',
    aliases: [...links.keys()],
  }
}

const groupAliases = (links: Links, indices: ReadonlyMap<string, unknown>): ReadonlyMap<string, CatalogueAlias> =>
  new Map([...membersOf(links, indices)].map(([alias, members]) => [alias, describeAlias(members)]))

/** An alias of data streams stands for their backing indices, each through the filter of its stream. */
function groupStreamAliases(links: Links, streams: ReadonlyMap<string, CatalogueAlias>): ReadonlyMap<string, CatalogueAlias> {
  return new Map(
    [...membersOf(links, streams)].map(([alias, members]) => {
      const writer = members.find(([, options]) => isSet(options.get('is_write_index')))?.[0]
      const backing = members.flatMap(([stream, options]) =>
        (streams.get(stream)?.indices ?? []).map((index): Member => [index, options]),
      )
      return [
        alias,
        {
          ...describeAlias(backing),
          writeIndex: writer === undefined ? undefined : streams.get(writer)?.writeIndex,
          hidden: false,
          streams: members.map(([stream]) => stream),
        },
      ]
    }),
  )
}

type Member = readonly [string, JsonObject]

/** Alias → what it stands for among the holders, and on what terms. */
function membersOf(links: Links, holders: ReadonlyMap<string, unknown>): ReadonlyMap<string, readonly Member[]> {
  const groups = new Map<string, Member[]>()
  for (const [holder, aliases] of links) {
    if (!holders.has(holder)) continue
    for (const [alias, options] of aliases) {
      const known = groups.get(alias)
      if (known) known.push([holder, options])
      else groups.set(alias, [[holder, options]])
    }
  }
  return groups
}

const describeAlias = (members: readonly Member[]): CatalogueAlias => ({
  indices: members.map(([index]) => index),
  writeIndex: writeIndexOf(members),
  hidden: members.some(([, options]) => isSet(options.get('is_hidden'))),
  filters: new Map(
    members.flatMap(([index, options]) => {
      const filter = options.get('filter')
      return filter === undefined ? [] : [[index, writeJsonText(filter)]]
    }),
  ),
})

/** The one that says so; an only index takes writes unless it says no. */
function writeIndexOf(members: readonly Member[]): string | undefined {
  const [only, second] = members
  if (only && !second) return text(only[1].get('is_write_index')) === 'false' ? undefined : only[0]
  return members.find(([, options]) => isSet(options.get('is_write_index')))?.[0]
}

/** A data stream stands for its backing indices, the last of which takes writes. */
function readDataStreams(metadata: JsonObject | undefined): ReadonlyMap<string, CatalogueAlias> {
  const streams = entries(objectOf(objectOf(metadata, 'data_stream'), 'data_stream'))
  return new Map([...streams].map(([name, stream]) => [name, describeStream(stream)]))
}

function describeStream(stream: JsonObject): CatalogueAlias {
  const backing = stream.get('indices')
  const indices = Array.isArray(backing) ? backing.flatMap((one) => text(memberOf(one, 'index_name')) ?? []) : []
  return { indices, writeIndex: indices.at(-1), hidden: isSet(stream.get('hidden')), isStream: true, filters: new Map() }
}

const isSet = (value: JsonValue | undefined): boolean => text(value) === 'true'

function text(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  return isJsonNumber(value) ? numberText(value) : undefined
}

const memberOf = (value: JsonValue | undefined, name: string): JsonValue | undefined =>
  value !== undefined && isJsonObject(value) ? value.get(name) : undefined

function objectOf(value: JsonValue | undefined, name: string): JsonObject | undefined {
  const found = memberOf(value, name)
  return found !== undefined && isJsonObject(found) ? found : undefined
}

/** Members that are objects. */
const entries = (value: JsonValue | undefined): [string, JsonObject][] =>
  value !== undefined && isJsonObject(value)
    ? [...value].flatMap(([name, inner]): [string, JsonObject][] => (isJsonObject(inner) ? [[name, inner]] : []))
    : []
