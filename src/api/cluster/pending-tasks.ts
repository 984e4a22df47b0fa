/** `GET /_cluster/pending_tasks`: changes that wait for the leading node; here they never wait. */
import { ok } from '../../request/reply.ts'
import { serverApi } from '../define.ts'

export const pendingTasks = serverApi({
  name: 'cluster.pending_tasks',
  summary: 'Lists changes of the cluster that wait',
  routes: [{ method: 'GET', path: '/_cluster/pending_tasks' }],
  action: 'cluster:monitor/task',
  scope: 'cluster',
  parameters: { local: 'boolean', master_timeout: 'time' },
  body: 'none',
  parse({ parameters }) {
    parameters.boolean('local', false)
    parameters.time('master_timeout', undefined)
  },
  targets: () => ({ kind: 'cluster' }),
  handle: () => ok({ tasks: [] }),
})
