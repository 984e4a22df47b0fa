/** `GET /_security/service`: the service accounts, the built-in ones unless others are asked for. */
import { illegalArgument } from '../../../core/errors.ts'
import type { JsonOutput } from '../../../core/json/output.ts'
import type { ServiceAccount, ServiceAccountType } from '../../../identity/service-accounts.ts'
import type { ParameterReader } from '../../../request/parameters.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'

const TYPES: readonly ServiceAccountType[] = ['built_in', 'user_managed']

export const getServiceAccounts = serverApi({
  name: 'security.get_service_accounts',
  summary: 'Shows service accounts',
  routes: [
    { method: 'GET', path: '/_security/service' },
    { method: 'GET', path: '/_security/service/{namespace}' },
    { method: 'GET', path: '/_security/service/{namespace}/{service}' },
  ],
  action: 'cluster:admin/xpack/security/service_account/get',
  scope: 'cluster',
  parameters: { type: 'list' },
  body: 'none',
  parse: ({ path, parameters }) => ({
    namespace: path.get('namespace'),
    service: path.get('service'),
    types: parseTypes(parameters),
  }),
  targets: () => ({ kind: 'cluster' }),
  handle({ serviceAccounts }, { namespace, service, types }) {
    // Clients of older servers know the built-in ones only.
    const shown = types ?? (namespace === undefined ? ['built_in'] : TYPES)
    const isWanted = ({ id, type }: ServiceAccount): boolean => {
      const [ofNamespace, ofService] = id.split('/')
      return shown.includes(type) && (namespace ?? ofNamespace) === ofNamespace && (service ?? ofService) === ofService
    }
    const accounts = serviceAccounts.list().filter(isWanted)
    return ok(new Map(accounts.map((account) => [account.id, accountJson(account, types !== undefined)])))
  },
})

function parseTypes(parameters: ParameterReader): readonly string[] | undefined {
  const types = parameters.list('type')
  const unknown = types?.find((type) => !(TYPES as readonly string[]).includes(type))
  if (unknown !== undefined)
    throw illegalArgument(`unknown service account type [${unknown}], must be one of [${TYPES.join(', ')}]`)
  return types
}

function accountJson({ type, descriptor, roles, enabled }: ServiceAccount, showsType: boolean): JsonOutput {
  if (type === 'user_managed') return { type, roles, enabled }
  return { type: showsType ? type : undefined, role_descriptor: descriptor }
}
