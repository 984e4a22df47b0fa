/** `GET /_cat/templates`: one line per index template, of either kind. */
import { compileWildcard } from '../../core/wildcard.ts'
import { priorityOf } from '../../engine/templates/find-template.ts'
import type { Templates } from '../../engine/templates/template.ts'
import type { ApiRequest } from '../../request/api.ts'
import { backendApi } from '../define.ts'
import { left } from './column.ts'
import { tableReply } from './render-table.ts'
import { type Column, parseTableView, TABLE_PARAMETERS, type TableView } from './table.ts'

interface Row {
  readonly name: string
  readonly patterns: readonly string[]
  readonly order: number
  readonly version: number | undefined
  /** undefined: the older kind is composed of nothing. */
  readonly composedOf: readonly string[] | undefined
}

const listed = (names: readonly string[]): string => `[${names.join(', ')}]`

const COLUMNS: readonly Column<Row>[] = [
  left('name', 'n', 'template name', ({ name }) => name),
  left('index_patterns', 't', 'template index patterns', ({ patterns }) => listed(patterns)),
  left('order', 'o,p', 'template application order/priority number', ({ order }) => order),
  left('version', 'v', 'version', ({ version }) => version ?? null),
  left('composed_of', 'c', 'component templates comprising index template', ({ composedOf }) =>
    composedOf === undefined ? '' : listed(composedOf),
  ),
]

interface CatTemplates {
  readonly pattern: string
  readonly view: TableView
}

export const catTemplates = backendApi({
  name: 'cat.templates',
  summary: 'Lists index templates as a table',
  routes: [
    { method: 'GET', path: '/_cat/templates' },
    { method: 'GET', path: '/_cat/templates/{name}' },
  ],
  action: 'indices:admin/template/get',
  scope: 'cluster',
  alsoRequires: [{ kind: 'cluster', action: 'indices:admin/index_template/get' }],
  parameters: { ...TABLE_PARAMETERS, local: 'boolean', master_timeout: 'time' },
  body: 'none',
  parse: parseCatTemplates,
  targets: () => ({ kind: 'cluster' }),
  remote: { kind: 'cluster' },
  embedded(engine, { pattern, view }) {
    const { matches } = compileWildcard(pattern)
    const rows = rowsOf(engine.templates.get()).filter(({ name }) => matches(name))
    return tableReply(COLUMNS, rows, view)
  },
})

function parseCatTemplates(request: ApiRequest): CatTemplates {
  const { path, parameters } = request
  parameters.boolean('local', false)
  parameters.time('master_timeout', undefined)
  return { pattern: path.get('name') ?? '*', view: parseTableView(request) }
}

const rowsOf = ({ legacy, index }: Templates): readonly Row[] => [
  ...[...legacy.values()].map((template): Row => ({ ...template, composedOf: undefined })),
  ...[...index.values()].map((template): Row => ({ ...template, order: priorityOf(template) })),
]
