/** `DELETE /_security/role/{name}`. */
import { serverApi } from '../../define.ts'
import { parseRefreshPolicy } from '../../refresh-policy.ts'

export const deleteRole = serverApi({
  name: 'security.delete_role',
  summary: 'Deletes a role',
  routes: [{ method: 'DELETE', path: '/_security/role/{name}' }],
  action: 'cluster:admin/xpack/security/role/delete',
  scope: 'cluster',
  parameters: { refresh: 'text' },
  body: 'none',
  parse({ path, parameters }) {
    parseRefreshPolicy(parameters)
    return path.get('name') ?? ''
  },
  targets: () => ({ kind: 'cluster' }),
  async handle({ roles }, name) {
    const found = await roles.delete(name)
    return { status: found ? 200 : 404, body: { found } }
  },
})
