/** `DELETE /_async_search/{id}`: stops a search of one's own, or forgets what it found. */
import { ok } from '../../request/reply.ts'
import { serverApi } from '../define.ts'
import { getOwnSearch, parseSearchId } from './named-search.ts'

export const deleteAsyncSearch = serverApi<{ readonly id: string }>({
  name: 'async_search.delete',
  summary: 'Forgets a search that outlived its request.',
  routes: [{ method: 'DELETE', path: '/_async_search/{id}' }],
  action: 'indices:data/read/async_search/delete',
  scope: 'self',
  parameters: {},
  body: 'none',
  parse: ({ path }) => ({ id: parseSearchId(path.get('id')!) }),
  targets: () => ({ kind: 'self', username: undefined }),
  async handle(services, { id }, { identity }) {
    await services.tasks.discard(getOwnSearch(services, identity, id).number)
    return ok({ acknowledged: true })
  },
})
