/** `GET /_security/service/{namespace}/{service}/credential`: an account's tokens, kept here and in the file of the node, and their use. */
import { serviceTokenCredential } from '../../../identity/credential-uses.ts'
import type { TokenRef } from '../../../request/identity.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { useJson } from '../use-json.ts'
import { accountOf } from './account-path.ts'

export const getServiceCredentials = serverApi({
  name: 'security.get_service_credentials',
  summary: 'Shows the tokens of a service account, and their use',
  routes: [{ method: 'GET', path: '/_security/service/{namespace}/{service}/credential' }],
  action: 'cluster:admin/xpack/security/service_account/credential/get',
  scope: 'cluster',
  parameters: {},
  body: 'none',
  parse: ({ path }) => accountOf({ path }),
  targets: () => ({ kind: 'cluster' }),
  handle({ serviceAccounts, serviceTokens, credentialUses, node }, account) {
    const useOf = (token: TokenRef) => useJson(credentialUses.find(serviceTokenCredential(account, token)))
    const kept = serviceAccounts.tokenNames(account)
    const inFile = serviceTokens.fileTokenNames(account)
    return ok({
      service_account: account,
      count: kept.length + inFile.length,
      tokens: new Map(kept.map((name) => [name, useOf({ name, type: '_service_account_index' })])),
      nodes_credentials: {
        _nodes: { total: 1, successful: 1, failed: 0 },
        file_tokens: new Map(
          inFile.map((name) => [name, { nodes: [node.nodeName], ...useOf({ name, type: '_service_account_file' }) }]),
        ),
      },
    })
  },
})
