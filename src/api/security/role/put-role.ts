/** `PUT /_security/role/{name}`: makes a role, or replaces all of it. */

import { ok } from '../../../request/reply.ts'
import { parseRole } from '../../../roles/parse-role.ts'
import type { RoleDescriptor } from '../../../roles/role-descriptor.ts'
import { checkRoleName } from '../../../roles/validate-role.ts'
import { serverApi } from '../../define.ts'
import { parseRefreshPolicy } from '../../refresh-policy.ts'
import { rolesTarget } from './roles-target.ts'

interface Input {
  readonly name: string
  readonly role: RoleDescriptor
}

export const putRole = serverApi<Input>({
  name: 'security.put_role',
  summary: 'Creates or replaces a role',
  routes: [
    { method: 'PUT', path: '/_security/role/{name}' },
    { method: 'POST', path: '/_security/role/{name}' },
  ],
  action: 'cluster:admin/xpack/security/role/put',
  scope: 'cluster',
  parameters: { refresh: 'text' },
  body: 'required',
  parse({ path, parameters, body }) {
    parseRefreshPolicy(parameters)
    const name = path.get('name') ?? ''
    const value = body.json()
    checkRoleName(name)
    return { name, role: parseRole(name, value) }
  },
  targets: ({ role }) => rolesTarget([role]),
  async handle({ roles }, { name, role }) {
    const outcome = await roles.put(name, role)
    return ok({ role: { created: outcome === 'created' } })
  },
})
