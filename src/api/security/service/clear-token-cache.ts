/** `POST /_security/service/{namespace}/{service}/credential/token/{names}/_clear_cache`: the next uses of tokens are checked anew. */
import { splitList } from '../../../request/parameters.ts'
import { serverApi } from '../../define.ts'
import { allNodesDid } from '../nodes-reply.ts'
import { accountOf } from './account-path.ts'

export const clearServiceTokenCache = serverApi({
  name: 'security.clear_cached_service_tokens',
  summary: 'Forgets remembered uses of service tokens',
  routes: [{ method: 'POST', path: '/_security/service/{namespace}/{service}/credential/token/{name}/_clear_cache' }],
  action: 'cluster:admin/xpack/security/cache/clear',
  scope: 'cluster',
  parameters: {},
  body: 'none',
  parse: ({ path }) => ({ account: accountOf({ path }), names: splitList(path.get('name') ?? '') }),
  targets: () => ({ kind: 'cluster' }),
  handle({ serviceTokens, node }, { account, names }) {
    const isAll = names.length === 0 || names.some((name) => name === '*' || name === '_all')
    serviceTokens.forget(account, isAll ? undefined : names)
    return allNodesDid(node)
  },
})
