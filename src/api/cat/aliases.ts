/** `GET /_cat/aliases`: one line per alias and index. */
import { compileWildcard } from '../../core/wildcard.ts'
import type { Alias } from '../../engine/alias.ts'
import type { ApiRequest } from '../../request/api.ts'
import { splitList } from '../../request/parameters.ts'
import type { Reply } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { remoteAliases, type ShownIndex, shownIndices } from '../indices/get-alias.ts'
import { type IndexSelection, METADATA_ALL_OPTIONS } from '../indices/index-names.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { left } from './column.ts'
import { tableReply } from './render-table.ts'
import { type Column, parseTableView, TABLE_PARAMETERS, type TableView } from './table.ts'

interface Row {
  readonly alias: Alias
  readonly index: string
}

const COLUMNS: readonly Column<Row>[] = [
  left('alias', 'a', 'alias name', ({ alias }) => alias.name),
  left('index', 'i,idx', 'index alias points to', ({ index }) => index),
  left('filter', 'f,fi', 'filter', ({ alias }) => (alias.filter === undefined ? '-' : '*')),
  left('routing.index', 'ri,routingIndex', 'index routing', ({ alias }) => alias.indexRouting ?? '-'),
  left('routing.search', 'rs,routingSearch', 'search routing', ({ alias }) => alias.searchRouting ?? '-'),
  left('is_write_index', 'w,isWriteIndex', 'write index', ({ alias }) =>
    alias.isWriteIndex === undefined ? '-' : String(alias.isWriteIndex),
  ),
]

interface CatAliases extends IndexSelection {
  readonly names: readonly string[]
  readonly view: TableView
}

export const catAliases = backendApi({
  name: 'cat.aliases',
  summary: 'Lists aliases as a table',
  routes: [
    { method: 'GET', path: '/_cat/aliases' },
    { method: 'GET', path: '/_cat/aliases/{alias}' },
  ],
  action: 'indices:admin/aliases/get',
  scope: 'indices',
  parameters: { ...INDICES_OPTIONS_PARAMETERS, ...TABLE_PARAMETERS, local: 'boolean', master_timeout: 'time' },
  body: 'none',
  parse: parseCatAliases,
  targets: ({ expressions, options, names }) => ({ kind: 'indices', expressions, options, aliases: names }),
  remote: remoteAliases(answer),
  embedded(engine, input, access) {
    return answer(input, shownIndices(engine, access))
  },
})

function answer({ names, view }: CatAliases, indices: readonly ShownIndex[]): Reply {
  const matchers = names.map((name) => compileWildcard(name))
  const rows = indices.flatMap(({ name: index, aliases }) =>
    aliases.filter(({ name }) => matchers.some((matcher) => matcher.matches(name))).map((alias): Row => ({ alias, index })),
  )
  return tableReply(COLUMNS, rows, view)
}

function parseCatAliases(request: ApiRequest): CatAliases {
  const { path, parameters } = request
  parameters.boolean('local', false)
  parameters.time('master_timeout', undefined)
  const names = splitList(path.get('alias') ?? '*')
  return {
    expressions: ['_all'],
    options: parseIndicesOptions(parameters, METADATA_ALL_OPTIONS),
    names: names.includes('_all') ? ['*'] : names,
    view: parseTableView(request),
  }
}
