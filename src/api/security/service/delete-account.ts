/** `DELETE /_security/service/{namespace}/{service}`: ends a service account that was made by API. */

import { validationFailed } from '../../../core/errors.ts'
import { findAccountFaults } from '../../../identity/service-account-names.ts'
import { serverApi } from '../../define.ts'
import { parseRefreshPolicy } from '../../refresh-policy.ts'
import { accountOf } from './account-path.ts'

export const deleteServiceAccount = serverApi({
  name: 'security.delete_user_managed_service_account',
  summary: 'Deletes a service account that was made by API',
  routes: [{ method: 'DELETE', path: '/_security/service/{namespace}/{service}' }],
  action: 'cluster:admin/xpack/security/user_managed_service_account/delete',
  scope: 'cluster',
  parameters: { refresh: 'text', force: 'boolean' },
  body: 'none',
  parse({ path, parameters }) {
    parseRefreshPolicy(parameters)
    const id = accountOf({ path })
    const faults = findAccountFaults(id)
    if (faults.length > 0) throw validationFailed(faults)
    return { id, force: parameters.boolean('force', false) }
  },
  targets: () => ({ kind: 'cluster' }),
  async handle({ serviceAccounts }, { id, force }) {
    const found = await serviceAccounts.delete(id, force)
    return { status: found ? 200 : 404, body: { found } }
  },
})
