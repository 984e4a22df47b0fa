/** `DELETE /_security/service/{namespace}/{service}/credential/token/{name}`: the token counts no more from the next request on. */
import { serviceTokenCredential } from '../../../identity/credential-uses.ts'
import { serverApi } from '../../define.ts'
import { parseRefreshPolicy } from '../../refresh-policy.ts'
import { accountOf, tokenAction } from './account-path.ts'

export const deleteServiceToken = serverApi({
  name: 'security.delete_service_token',
  summary: 'Ends a token of a service account',
  routes: [{ method: 'DELETE', path: '/_security/service/{namespace}/{service}/credential/token/{name}' }],
  action: 'cluster:admin/xpack/security/service_account/token/delete',
  actionFor: ({ account }) => tokenAction(account, 'delete'),
  scope: 'cluster',
  parameters: { refresh: 'text' },
  body: 'none',
  parse({ path, parameters }) {
    parseRefreshPolicy(parameters)
    return { account: accountOf({ path }), name: path.get('name') ?? '' }
  },
  targets: () => ({ kind: 'cluster' }),
  async handle({ serviceAccounts, credentialUses }, { account, name }) {
    const found = await serviceAccounts.deleteToken(account, name)
    if (found) await credentialUses.forget(serviceTokenCredential(account, { name, type: '_service_account_index' }))
    return { status: found ? 200 : 404, body: { found } }
  },
})
