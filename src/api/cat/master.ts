/** `GET /_cat/master`: the node that leads, which is this one. */
import type { NodeFacts } from '../../request/node-facts.ts'
import { hostOf } from '../cluster/node-identity.ts'
import { serverApi } from '../define.ts'
import { left } from './column.ts'
import { tableReply } from './render-table.ts'
import { type Column, parseTableView, TABLE_PARAMETERS } from './table.ts'

const COLUMNS: readonly Column<NodeFacts>[] = [
  left('id', '', 'node id', ({ nodeId }) => nodeId),
  left('host', 'h', 'host name', hostOf),
  left('ip', '', 'ip address', hostOf),
  left('node', 'n', 'node name', ({ nodeName }) => nodeName),
]

export const catMaster = serverApi({
  name: 'cat.master',
  summary: 'Shows the leading node as a table',
  routes: [{ method: 'GET', path: '/_cat/master' }],
  action: 'cluster:monitor/state',
  scope: 'cluster',
  parameters: { ...TABLE_PARAMETERS, local: 'boolean', master_timeout: 'time' },
  body: 'none',
  parse(request) {
    request.parameters.boolean('local', false)
    request.parameters.time('master_timeout', undefined)
    return parseTableView(request)
  },
  targets: () => ({ kind: 'cluster' }),
  handle: ({ node }, view) => tableReply(COLUMNS, [node], view),
})
