/** `GET /_async_search/{id}`: what a search of one's own has found. */
import type { ApiRequest } from '../../request/api.ts'
import { serverApi } from '../define.ts'
import { waitFor } from '../tasks/wait.ts'
import { asyncSearchReply } from './async-search-json.ts'
import { getOwnSearch, parseSearchId } from './named-search.ts'
import { checkKeepAlive } from './submit.ts'

interface GetInput {
  readonly id: string
  readonly waits: number
  readonly keepAlive: number | undefined
}

export const getAsyncSearch = serverApi<GetInput>({
  name: 'async_search.get',
  summary: 'Shows what a search has found that outlived its request.',
  routes: [{ method: 'GET', path: '/_async_search/{id}' }],
  action: 'indices:data/read/async_search/get',
  scope: 'self',
  parameters: {
    keep_alive: 'time',
    return_intermediate_results: 'boolean',
    typed_keys: 'boolean',
    wait_for_completion_timeout: 'time',
  },
  body: 'none',
  parse: parseGet,
  targets: () => ({ kind: 'self', username: undefined }),
  async handle(services, { id, waits, keepAlive }, { identity }) {
    const { tasks } = services
    const found = getOwnSearch(services, identity, id)
    const running = tasks.findRunning(found.number)
    if (running && waits > 0) await waitFor([running], waits)
    if (keepAlive !== undefined) await tasks.extend(found.number, Date.now() + keepAlive)
    return asyncSearchReply({ view: getOwnSearch(services, identity, id), isKept: true })
  },
})

function parseGet({ path, parameters }: ApiRequest): GetInput {
  parameters.boolean('typed_keys', undefined)
  parameters.boolean('return_intermediate_results', undefined)
  const keepAlive = parameters.time('keep_alive', undefined)
  return {
    id: parseSearchId(path.get('id')!),
    waits: parameters.time('wait_for_completion_timeout', 0),
    keepAlive: keepAlive === undefined ? undefined : checkKeepAlive(keepAlive),
  }
}
