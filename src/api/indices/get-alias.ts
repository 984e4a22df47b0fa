/** `GET|HEAD /_alias`: which aliases indices have. A named alias that is missing is 404, beside what was found. */
import type { JsonOutput } from '../../core/json/output.ts'
import { compileWildcard } from '../../core/wildcard.ts'
import type { Alias } from '../../engine/alias.ts'
import type { Shard } from '../../engine/shard.ts'
import type { ApiRequest } from '../../request/api.ts'
import { splitList } from '../../request/parameters.ts'
import type { Reply } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { type IndexSelection, METADATA_ALL_OPTIONS, pathExpressions, selectionTargets } from './index-names.ts'
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
  targets: selectionTargets<AliasSelection>,
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
  embedded: (engine, { names }) =>
    answer(
      engine.indices().map(({ shard }) => shard),
      names,
    ),
})

export const existsAlias = backendApi({
  ...SHARED,
  name: 'indices.exists_alias',
  summary: 'Tells whether aliases exist',
  routes: [
    { method: 'HEAD', path: '/_alias/{name}' },
    { method: 'HEAD', path: '/{index}/_alias/{name}' },
  ],
  embedded: (engine, { names }) => ({
    status: answer(
      engine.indices().map(({ shard }) => shard),
      names,
    ).status,
  }),
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

function answer(shards: readonly Shard[], names: readonly string[] | undefined): Reply {
  if (names === undefined) return { status: 200, body: new Map(shards.map(shown)) }
  const matchers = names.map((name) => compileWildcard(name === '_all' ? '*' : name))
  const found = shards
    .map((shard): [string, readonly Alias[]] => [
      shard.name,
      shard.aliases.filter((alias) => matchers.some((matcher) => matcher.matches(alias.name))),
    ])
    .filter(([, aliases]) => aliases.length > 0)
  const present = new Set(found.flatMap(([, aliases]) => aliases.map(({ name }) => name)))
  const missing = names.filter((name) => name !== '_all' && !name.includes('*') && !present.has(name)).sort()
  const indices = found.map(([name, aliases]): [string, JsonOutput] => [name, { aliases: showAliases(aliases) }])
  if (missing.length === 0) return { status: 200, body: new Map(indices) }
  const reason = missing.length === 1 ? `alias [${missing[0]}] missing` : `aliases [${missing.join(',')}] missing`
  return { status: 404, body: new Map<string, JsonOutput>([['error', reason], ['status', 404], ...indices]) }
}

const shown = (shard: Shard): [string, JsonOutput] => [shard.name, { aliases: showAliases(shard.aliases) }]
