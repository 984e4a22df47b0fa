/** `GET /_cat`: which tables there are. */
import { TextBody } from '../../request/reply.ts'
import { serverApi } from '../define.ts'

const PATHS = [
  '/_cat/shards',
  '/_cat/shards/{index}',
  '/_cat/master',
  '/_cat/nodes',
  '/_cat/indices',
  '/_cat/indices/{index}',
  '/_cat/count',
  '/_cat/count/{index}',
  '/_cat/health',
  '/_cat/aliases',
  '/_cat/aliases/{alias}',
  '/_cat/tasks',
  '/_cat/templates',
  '/_cat/templates/{name}',
]

export const catHelp = serverApi({
  name: 'cat.help',
  summary: 'Lists the tables that there are',
  routes: [{ method: 'GET', path: '/_cat' }],
  action: 'cluster:monitor/main',
  scope: 'cluster',
  parameters: {},
  body: 'none',
  parse: () => undefined,
  targets: () => ({ kind: 'cluster' }),
  handle: () => ({ status: 200, body: new TextBody(`=^.^=\n${PATHS.map((path) => `${path}\n`).join('')}`) }),
})
