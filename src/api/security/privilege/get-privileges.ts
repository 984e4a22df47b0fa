/** `GET /_security/privilege/{application}/{names}`: privileges that applications defined. */
import { splitList } from '../../../request/parameters.ts'
import { printPrivilege } from '../../../roles/application-privileges.ts'
import { serverApi } from '../../define.ts'
import { byApplication } from './by-application.ts'

interface Input {
  readonly applications: readonly string[]
  readonly names: readonly string[]
}

export const getPrivileges = serverApi<Input>({
  name: 'security.get_privileges',
  summary: 'Shows privileges of applications',
  routes: [
    { method: 'GET', path: '/_security/privilege' },
    { method: 'GET', path: '/_security/privilege/{application}' },
    { method: 'GET', path: '/_security/privilege/{application}/{name}' },
  ],
  action: 'cluster:admin/xpack/security/privilege/get',
  scope: 'cluster',
  parameters: {},
  body: 'none',
  parse: ({ path }) => ({ applications: splitList(path.get('application') ?? ''), names: splitList(path.get('name') ?? '') }),
  targets: ({ applications }) => ({ kind: 'cluster', applications }),
  handle({ applicationPrivileges }, { applications, names }) {
    const found = applicationPrivileges.list(applications, names)
    const isMissing = names.length > 0 && found.length === 0
    return { status: isMissing ? 404 : 200, body: byApplication(found, printPrivilege) }
  },
})
