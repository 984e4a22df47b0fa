/** `GET /_async_search/status/{id}`: how far a search is, without what it found: for its owner, its caller, and those who watch the cluster. */
import { ok } from '../../request/reply.ts'
import { serverApi } from '../define.ts'
import { maySee } from '../tasks/visible-tasks.ts'
import { asyncSearchStatus } from './async-search-json.ts'
import { parseSearchId, searchNotFound } from './named-search.ts'
import { checkKeepAlive } from './submit.ts'

export const asyncSearchStatusApi = serverApi<{ readonly id: string; readonly keepAlive: number | undefined }>({
  name: 'async_search.status',
  summary: 'Shows how far a search is that outlived its request.',
  routes: [{ method: 'GET', path: '/_async_search/status/{id}' }],
  action: 'cluster:monitor/async_search/status',
  scope: 'self',
  parameters: { keep_alive: 'time' },
  body: 'none',
  parse: ({ path, parameters }) => {
    const keepAlive = parameters.time('keep_alive', undefined)
    return {
      id: parseSearchId(path.get('id')!),
      keepAlive: keepAlive === undefined ? undefined : checkKeepAlive(keepAlive),
    }
  },
  targets: () => ({ kind: 'self', username: undefined }),
  async handle(services, { id, keepAlive }, access) {
    const { tasks } = services
    const found = tasks.findNamed(id)
    if (!found || !maySee(services, access, found)) throw searchNotFound(id)
    if (keepAlive !== undefined) await tasks.extend(found.number, Date.now() + keepAlive)
    const view = tasks.findNamed(id) ?? found
    return ok(asyncSearchStatus({ view }))
  },
})
