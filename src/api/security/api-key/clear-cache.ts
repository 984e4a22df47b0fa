/** `POST /_security/api_key/{ids}/_clear_cache`: the next uses of keys are checked anew. A change of a key counts without it. */
import { splitList } from '../../../request/parameters.ts'
import { serverApi } from '../../define.ts'
import { allNodesDid } from '../nodes-reply.ts'

export const clearApiKeyCache = serverApi({
  name: 'security.clear_api_key_cache',
  summary: 'Forgets remembered uses of API keys',
  routes: [{ method: 'POST', path: '/_security/api_key/{ids}/_clear_cache' }],
  action: 'cluster:admin/xpack/security/cache/clear',
  scope: 'cluster',
  parameters: {},
  body: 'none',
  parse: ({ path }) => splitList(path.get('ids') ?? ''),
  targets: () => ({ kind: 'cluster' }),
  handle({ keyParties, node }, ids) {
    keyParties.forget(ids.length === 0 || ids.includes('*') ? undefined : ids)
    return allNodesDid(node)
  },
})
