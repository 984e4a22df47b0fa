/** `GET|HEAD /_alias`: which aliases indices have. A named alias that is missing is 404, beside what was found. */
import type { BoundEngine } from '../../backend/embedded/bound-engine.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import { isJsonObject, type JsonValue } from '../../core/json/value.ts'
import { compileWildcard } from '../../core/wildcard.ts'
import type { Alias } from '../../engine/alias.ts'
import type { Access, Grants } from '../../request/access.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { Targets } from '../../request/names.ts'
import { splitList } from '../../request/parameters.ts'
import type { RemoteForm } from '../../request/remote-form.ts'
import type { Reply } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { parseAlias } from './alias-options.ts'
import { type IndexSelection, METADATA_ALL_OPTIONS, pathExpressions } from './index-names.ts'
import { showAliases } from './show-index.ts'

interface AliasSelection extends IndexSelection {
  /** undefined: all. */
  readonly names: readonly string[] | undefined
}

const SHARED = {
  action: 'indices:admin/aliases/get',
  scope: 'indices',
  parameters: { ...INDICES_OPTIONS_PARAMETERS, local: 'boolean', master_timeout: 'time' },
  body: 'none',
  parse: parseAliasSelection,
  targets: ({ expressions, options, names }: AliasSelection): Targets => ({
    kind: 'indices',
    expressions,
    options,
    aliases: names?.map((name) => (isExclusion(name) ? '*' : name)) ?? ['*'],
  }),
} as const

export const getAlias = backendApi({
  ...SHARED,
  name: 'indices.get_alias',
  summary: 'Shows the aliases of indices',
  routes: [
    { method: 'GET', path: '/_alias' },
    { method: 'GET', path: '/_aliases' },
    { method: 'GET', path: '/_alias/{name}' },
    { method: 'GET', path: '/{index}/_alias' },
    { method: 'GET', path: '/{index}/_alias/{name}' },
  ],
  remote: remoteAliases(({ names }: AliasSelection, indices) => answer(indices, names)),
  embedded: (engine, { names }, access) => answer(shownHolders(engine, access), names),
})

export const existsAlias = backendApi({
  ...SHARED,
  name: 'indices.exists_alias',
  summary: 'Tells whether aliases exist',
  routes: [
    { method: 'HEAD', path: '/_alias/{name}' },
    { method: 'HEAD', path: '/{index}/_alias/{name}' },
  ],
  remote: remoteAliases(({ names }: AliasSelection, indices) => ({ status: answer(indices, names).status })),
  embedded: (engine, { names }, access) => ({ status: answer(shownHolders(engine, access), names).status }),
})

function parseAliasSelection({ path, parameters }: ApiRequest): AliasSelection {
  parameters.boolean('local', false)
  parameters.time('master_timeout', undefined)
  const name = path.get('name')
  return {
    expressions: pathExpressions(path),
    options: parseIndicesOptions(parameters, METADATA_ALL_OPTIONS),
    names: name === undefined ? undefined : splitList(name),
  }
}

const isExclusion = (name: string): boolean => name.startsWith('-')

/** An index, or a data stream, with those of its aliases that may be shown. */
export interface ShownIndex {
  readonly name: string
  readonly aliases: readonly Alias[]
}

/** An index that is reached by an alias only shows no more than such. Backing indices of data streams have no aliases, and are left out. */
export function shownIndices(engine: BoundEngine, access: Access): readonly ShownIndex[] {
  const own = engine.indices().filter(({ backs }) => !backs)
  return own.map(({ shard }) => ({ name: shard.name, aliases: shard.aliases.filter(isShownBy(access)) }))
}

const isShownBy = (access: Access): ((alias: Alias) => boolean) => {
  const { aliases } = access.expect('indices')
  return ({ name }) => aliases?.has(name) === true
}

/** Indices, and those data streams that have aliases to be shown. */
function shownHolders(engine: BoundEngine, access: Access): readonly ShownIndex[] {
  const streams = engine.dataStreams().map(({ name, aliases }) => ({ name, aliases: aliases.filter(isShownBy(access)) }))
  return [...shownIndices(engine, access), ...streams.filter(({ aliases }) => aliases.length > 0)]
}

/** The aliases of granted indices, asked of a cluster, and an answer made of those that may be shown. */
export function remoteAliases<Input>(answer: (input: Input, indices: readonly ShownIndex[]) => Reply): RemoteForm<Input> {
  return {
    kind: 'built',
    build: (_, access) => {
      const names = holderNames(access.expect('indices'))
      return { method: 'GET', names, path: ['{index}', '_alias'], query: new Map() }
    },
    answer: ({ value }, input, access) => answer(input, shownOf(value, access.expect('indices').aliases)),
  }
}

/** Granted indices, and the data streams that were named, in place of their indices. */
function holderNames({ indices, names = [] }: Extract<Grants, { kind: 'indices' }>): readonly string[] {
  const streams = new Set(indices.flatMap(({ dataStream }) => dataStream ?? []))
  const own = indices.filter(({ dataStream }) => dataStream === undefined)
  return [...own.map(({ name }) => name), ...names.filter((name) => streams.has(name))]
}

function shownOf(value: JsonValue, visible: ReadonlySet<string> = new Set()): readonly ShownIndex[] {
  if (!isJsonObject(value)) throw new Error('aliases are an object')
  return [...value]
    .map(([name, index]) => ({ name, aliases: aliasesOf(index).filter((alias) => visible.has(alias.name)) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

function aliasesOf(index: JsonValue): readonly Alias[] {
  const aliases = isJsonObject(index) ? index.get('aliases') : undefined
  if (!isJsonObject(aliases)) return []
  return [...aliases].map(([name, options]) => parseAlias(name, isJsonObject(options) ? options : new Map()))
}

function answer(indices: readonly ShownIndex[], names: readonly string[] | undefined): Reply {
  if (names === undefined) return { status: 200, body: new Map(indices.map(shown)) }
  const selects = compileNames(names)
  const found = indices
    .map(({ name, aliases }) => ({ name, aliases: aliases.filter((alias) => selects(alias.name)) }))
    .filter(({ aliases }) => aliases.length > 0)
  const present = new Set(found.flatMap(({ aliases }) => aliases.map(({ name }) => name)))
  const missing = names.filter((name) => name !== '_all' && !name.includes('*') && !present.has(name)).sort()
  if (missing.length === 0) return { status: 200, body: new Map(found.map(shown)) }
  const reason = missing.length === 1 ? `alias [${missing[0]}] missing` : `aliases [${missing.join(',')}] missing`
  return { status: 404, body: new Map<string, JsonOutput>([['error', reason], ['status', 404], ...found.map(shown)]) }
}

/** What stands later takes back what stood before. */
function compileNames(names: readonly string[]): (alias: string) => boolean {
  const rules = names.map((name, at) => {
    const excludes = at > 0 && isExclusion(name)
    const pattern = excludes ? name.slice(1) : name
    return { excludes, matcher: compileWildcard(pattern === '_all' ? '*' : pattern) }
  })
  return (alias) => rules.findLast(({ matcher }) => matcher.matches(alias))?.excludes === false
}

const shown = ({ name, aliases }: ShownIndex): [string, JsonOutput] => [name, { aliases: showAliases(aliases) }]
