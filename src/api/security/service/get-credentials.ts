/** `GET /_security/service/{namespace}/{service}/credential`: the names of an account's tokens, kept here and in the file of the node. */
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { accountOf } from './account-path.ts'

export const getServiceCredentials = serverApi({
  name: 'security.get_service_credentials',
  summary: 'Shows the names of a service account’s tokens',
  routes: [{ method: 'GET', path: '/_security/service/{namespace}/{service}/credential' }],
  action: 'cluster:admin/xpack/security/service_account/credential/get',
  scope: 'cluster',
  parameters: {},
  body: 'none',
  parse: ({ path }) => accountOf({ path }),
  targets: () => ({ kind: 'cluster' }),
  handle({ serviceAccounts, serviceTokens, node }, account) {
    const kept = serviceAccounts.tokenNames(account)
    const inFile = serviceTokens.fileTokenNames(account)
    return ok({
      service_account: account,
      count: kept.length + inFile.length,
      tokens: new Map(kept.map((name) => [name, {}])),
      nodes_credentials: {
        _nodes: { total: 1, successful: 1, failed: 0 },
        file_tokens: new Map(inFile.map((name) => [name, { nodes: [node.nodeName] }])),
      },
    })
  },
})
