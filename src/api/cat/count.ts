/** `GET /_cat/count`: how many documents a search would see. */
import { count as countMatches } from '../../engine/search/count.ts'
import { MATCH_ALL } from '../../query/node.ts'
import type { ApiRequest } from '../../request/api.ts'
import { STRICT_EXPAND_OPEN } from '../../request/names.ts'
import { backendApi } from '../define.ts'
import { type IndexSelection, pathExpressions, selectionTargets } from '../indices/index-names.ts'
import { withReaders } from '../search/readers.ts'
import { EPOCH, TIMESTAMP, type Timed } from './clock-columns.ts'
import { left } from './column.ts'
import { tableReply } from './render-table.ts'
import { type Column, parseTableView, TABLE_PARAMETERS, type TableView } from './table.ts'

interface Row extends Timed {
  readonly count: number
}

const COLUMNS: readonly Column<Row>[] = [
  EPOCH,
  TIMESTAMP,
  left('count', 'dc,docs.count,docsCount', 'the document count', ({ count }) => count),
]

interface CatCount extends IndexSelection {
  readonly view: TableView
}

export const catCount = backendApi({
  name: 'cat.count',
  summary: 'Counts documents as a table',
  routes: [
    { method: 'GET', path: '/_cat/count' },
    { method: 'GET', path: '/_cat/count/{index}' },
  ],
  action: 'indices:data/read/search',
  scope: 'indices',
  parameters: TABLE_PARAMETERS,
  body: 'none',
  parse: (request: ApiRequest): CatCount => ({
    expressions: pathExpressions(request.path),
    options: STRICT_EXPAND_OPEN,
    view: parseTableView(request),
  }),
  targets: selectionTargets,
  remote: {
    kind: 'built',
    build: (_, access) => ({
      method: 'GET',
      names: access.expect('indices').indices.map(({ name }) => name),
      path: ['{index}', '_count'],
      query: new Map(),
      merge: 'count',
    }),
    answer: ({ value }, { view }) => tableReply(COLUMNS, [{ at: Date.now(), count: Number(value.get('count')) }], view),
  },
  embedded: (engine, { view }) =>
    withReaders(engine, async (readers) => {
      const now = Date.now()
      const request = { query: MATCH_ALL, minScore: undefined, terminateAfter: 0, now }
      const { count } = await countMatches(readers, request, engine.node.nodeId)
      return tableReply(COLUMNS, [{ at: now, count }], view)
    }),
})
