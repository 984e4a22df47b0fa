/** `GET /_async_search/status/{id}`: how far a search is, without what it found: for its owner, its caller, and those who watch the cluster. */
import { ok } from '../../request/reply.ts'
import { serverApi } from '../define.ts'
import { maySee } from '../tasks/visible-tasks.ts'
import { asyncSearchStatus } from './async-search-json.ts'
import { parseSearchId, searchNotFound } from './named-search.ts'

export const asyncSearchStatusApi = serverApi<{ readonly id: string }>({
  name: 'async_search.status',
  summary: 'Shows how far a search is that outlived its request.',
  routes: [{ method: 'GET', path: '/_async_search/status/{id}' }],
  action: 'cluster:monitor/async_search/status',
  scope: 'self',
  parameters: { keep_alive: 'time' },
  body: 'none',
  parse: ({ path, parameters }) => {
    parameters.time('keep_alive', undefined)
    return { id: parseSearchId(path.get('id')!) }
  },
  targets: () => ({ kind: 'self', username: undefined }),
  handle(services, { id }, access) {
    const view = services.tasks.findNamed(id)
    if (!view || !maySee(services, access, view)) throw searchNotFound(id)
    return ok(asyncSearchStatus({ view }))
  },
})
