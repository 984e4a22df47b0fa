/** `DELETE /_security/privilege/{application}/{names}`. */
import { splitList } from '../../../request/parameters.ts'
import { serverApi } from '../../define.ts'
import { parseRefreshPolicy } from '../../refresh-policy.ts'
import { byApplication } from './by-application.ts'

interface Input {
  readonly application: string
  readonly names: readonly string[]
}

export const deletePrivileges = serverApi<Input>({
  name: 'security.delete_privileges',
  summary: 'Deletes privileges of an application',
  routes: [{ method: 'DELETE', path: '/_security/privilege/{application}/{name}' }],
  action: 'cluster:admin/xpack/security/privilege/delete',
  scope: 'cluster',
  parameters: { refresh: 'text' },
  body: 'none',
  parse({ path, parameters }) {
    parseRefreshPolicy(parameters)
    return { application: path.get('application') ?? '', names: splitList(path.get('name') ?? '') }
  },
  targets: ({ application }) => ({ kind: 'cluster', applications: [application] }),
  async handle({ applicationPrivileges }, { application, names }) {
    const found = await Promise.all(names.map((name) => applicationPrivileges.delete(application, name)))
    const items = names.map((name) => ({ application, name }))
    return { status: found.includes(true) ? 200 : 404, body: byApplication(items, (_, at) => ({ found: found[at] === true })) }
  },
})
