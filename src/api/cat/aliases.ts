/** `GET /_cat/aliases`: one line per alias and index. */
import { compileWildcard } from '../../core/wildcard.ts'
import type { ApiRequest } from '../../request/api.ts'
import { splitList } from '../../request/parameters.ts'
import { backendApi } from '../define.ts'
import { type IndexSelection, METADATA_ALL_OPTIONS, selectionTargets } from '../indices/index-names.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { left } from './column.ts'
import { tableReply } from './render-table.ts'
import { type Column, parseTableView, TABLE_PARAMETERS, type TableView } from './table.ts'

interface Row {
  readonly alias: string
  readonly index: string
}

const COLUMNS: readonly Column<Row>[] = [
  left('alias', 'a', 'alias name', ({ alias }) => alias),
  left('index', 'i,idx', 'index alias points to', ({ index }) => index),
  left('filter', 'f,fi', 'filter', () => '-'),
  left('routing.index', 'ri,routingIndex', 'index routing', () => '-'),
  left('routing.search', 'rs,routingSearch', 'search routing', () => '-'),
  left('is_write_index', 'w,isWriteIndex', 'write index', () => '-'),
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
  targets: selectionTargets,
  embedded(engine, { names, view }) {
    const matchers = names.map((name) => compileWildcard(name))
    const rows = engine
      .indices()
      .flatMap(({ shard }) =>
        shard.aliases
          .filter((alias) => matchers.some((matcher) => matcher.matches(alias)))
          .map((alias): Row => ({ alias, index: shard.name })),
      )
    return tableReply(COLUMNS, rows, view)
  },
})

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
