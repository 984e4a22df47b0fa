/** `GET /_security/role/{names}`: native and built-in roles. */
import { splitList } from '../../../request/parameters.ts'
import { serverApi } from '../../define.ts'

export const getRole = serverApi({
  name: 'security.get_role',
  summary: 'Shows roles',
  routes: [
    { method: 'GET', path: '/_security/role' },
    { method: 'GET', path: '/_security/role/{name}' },
  ],
  action: 'cluster:admin/xpack/security/role/get',
  scope: 'cluster',
  parameters: { include_implicit: 'boolean' },
  body: 'none',
  parse({ path, parameters }) {
    // There are no implicit roles, so none is left out.
    parameters.boolean('include_implicit', false)
    return splitList(path.get('name') ?? '')
  },
  targets: () => ({ kind: 'cluster' }),
  handle({ roles }, names) {
    if (names.length === 0) return { status: 200, body: new Map(roles.entries()) }
    const found = names.flatMap((name) => {
      const role = roles.print(name)
      return role === undefined ? [] : [[name, role] as const]
    })
    return { status: found.length === 0 ? 404 : 200, body: new Map(found) }
  },
})
