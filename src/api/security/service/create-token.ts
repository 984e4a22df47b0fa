/** `PUT /_security/service/{namespace}/{service}/credential/token/{name}`: a new token of a service account, shown this once. */
import { systemClock } from '../../../core/clock.ts'
import { validationFailed } from '../../../core/errors.ts'
import { createTimeBasedIds } from '../../../core/secrets.ts'
import { findTokenNameFault } from '../../../identity/service-account-names.ts'
import { actingSubject } from '../../../request/identity.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { parseRefreshPolicy } from '../../refresh-policy.ts'
import { accountOf, tokenAction } from './account-path.ts'

const newId = createTimeBasedIds(systemClock)

export const createServiceToken = serverApi({
  name: 'security.create_service_token',
  summary: 'Makes a token of a service account',
  routes: [
    { method: 'PUT', path: '/_security/service/{namespace}/{service}/credential/token/{name}' },
    { method: 'POST', path: '/_security/service/{namespace}/{service}/credential/token/{name}' },
    { method: 'POST', path: '/_security/service/{namespace}/{service}/credential/token' },
  ],
  action: 'cluster:admin/xpack/security/service_account/token/create',
  actionFor: ({ account }) => tokenAction(account, 'create'),
  scope: 'cluster',
  parameters: { refresh: 'text' },
  body: 'none',
  parse({ path, parameters }) {
    parseRefreshPolicy(parameters)
    const name = path.get('name') ?? `token_${newId()}`
    const fault = findTokenNameFault(name)
    if (fault !== undefined) throw validationFailed([fault])
    return { account: accountOf({ path }), name }
  },
  targets: () => ({ kind: 'cluster' }),
  async handle({ serviceAccounts }, { account, name }, { identity }) {
    const token = await serviceAccounts.createToken(account, name, actingSubject(identity).username)
    return ok({ created: true, token: { name: token.name, value: token.value } })
  },
})
