/** `PUT /_security/service/{namespace}/{service}`: makes a service account with roles of one's choice, or replaces it whole. */
import { illegalArgument } from '../../../core/errors.ts'
import { namePositionOf, positionOf } from '../../../core/json/positions.ts'
import { isJsonObject, type JsonObject, type JsonValue, tokenName } from '../../../core/json/value.ts'
import { ok } from '../../../request/reply.ts'
import { contentFailure } from '../../../roles/role-failure.ts'
import { serverApi } from '../../define.ts'
import { parseRefreshPolicy } from '../../refresh-policy.ts'
import { accountOf } from './account-path.ts'

const PARSER = '[put_user_managed_service_account_request]'

export const putServiceAccount = serverApi({
  name: 'security.put_user_managed_service_account',
  summary: 'Creates or replaces a service account with roles of one’s choice',
  routes: [{ method: 'PUT', path: '/_security/service/{namespace}/{service}' }],
  action: 'cluster:admin/xpack/security/user_managed_service_account/put',
  scope: 'cluster',
  parameters: { refresh: 'text' },
  body: 'required',
  parse({ path, parameters, body }) {
    parseRefreshPolicy(parameters)
    return { id: accountOf({ path }), ...parseAccount(body.json()) }
  },
  targets: () => ({ kind: 'cluster' }),
  async handle({ serviceAccounts }, { id, roles, enabled }) {
    const { created } = await serviceAccounts.put(id, { roles, enabled })
    return ok({ created })
  },
})

function parseAccount(body: JsonValue): { readonly roles: readonly string[]; readonly enabled: boolean } {
  if (!isJsonObject(body)) {
    const at = (Array.isArray(body) && positionOf(body)) || { line: 1, column: 1 }
    throw contentFailure(`${PARSER} Expected START_OBJECT but was: ${tokenName(body)}`, at)
  }
  for (const name of body.keys()) {
    if (name !== 'roles' && name !== 'enabled')
      throw contentFailure(`${PARSER} unknown field [${name}]`, namePositionOf(body, name))
  }
  const enabled = body.get('enabled') ?? true
  if (typeof enabled !== 'boolean') throw wrongType(body, 'enabled', enabled)
  return { roles: readRoles(body), enabled }
}

function readRoles(body: JsonObject): readonly string[] {
  const roles = body.get('roles')
  if (roles === undefined) throw illegalArgument('Required [roles]')
  return (Array.isArray(roles) ? roles : [roles]).map((role) => {
    if (typeof role === 'string') return role
    throw wrongType(body, 'roles', role)
  })
}

const wrongType = (body: JsonObject, name: string, value: JsonValue) =>
  contentFailure(`${PARSER} ${name} doesn't support values of type: ${tokenName(value)}`, positionOf(body, name))
