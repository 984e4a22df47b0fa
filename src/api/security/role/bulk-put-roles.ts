/** `POST /_security/role`: several roles at once; one that is refused does not stop the others. */
import { ElasticError, illegalArgument, validationFailed } from '../../../core/errors.ts'
import { namePositionOf, positionOf } from '../../../core/json/positions.ts'
import { isJsonObject, type JsonObject, type JsonValue, tokenName } from '../../../core/json/value.ts'
import { ok } from '../../../request/reply.ts'
import { parseRole } from '../../../roles/parse-role.ts'
import type { RoleDescriptor } from '../../../roles/role-descriptor.ts'
import { contentFailure, positionOfFailure } from '../../../roles/role-failure.ts'
import { serverApi } from '../../define.ts'
import { parseRefreshPolicy } from '../../refresh-policy.ts'
import { outcomeOf, printOutcomes } from './bulk-outcome.ts'
import { rolesTarget } from './roles-target.ts'

const PARSER = '[bulk_update_roles_request_payload]'

export const bulkPutRoles = serverApi({
  name: 'security.bulk_put_role',
  summary: 'Creates or replaces several roles',
  routes: [{ method: 'POST', path: '/_security/role' }],
  action: 'cluster:admin/xpack/security/role/bulk_put',
  scope: 'cluster',
  parameters: { refresh: 'text' },
  body: 'required',
  parse({ parameters, body }) {
    parseRefreshPolicy(parameters)
    return parseRoles(body.json())
  },
  targets: (roles) => rolesTarget([...roles.values()]),
  async handle({ roles }, input) {
    const outcomes = await Promise.all([...input].map(([name, role]) => outcomeOf(name, () => roles.put(name, role))))
    return ok(printOutcomes(outcomes, ['created', 'updated', 'noop']))
  },
})

function parseRoles(body: JsonValue): ReadonlyMap<string, RoleDescriptor> {
  if (!isJsonObject(body)) {
    const at = (Array.isArray(body) && positionOf(body)) || { line: 1, column: 1 }
    throw contentFailure(`${PARSER} Expected START_OBJECT but was: ${tokenName(body)}`, at)
  }
  for (const field of body.keys()) {
    if (field !== 'roles') throw contentFailure(`${PARSER} unknown field [${field}]`, namePositionOf(body, field))
  }
  const roles = body.get('roles')
  if (roles === undefined) throw illegalArgument('Required [roles]')
  if (!isJsonObject(roles)) throw badRoles(body, roles)
  if (roles.size === 0) throw validationFailed(['roles cannot be empty'])
  return new Map([...roles].map(([name, role]) => [name, parseOne(roles, name, role)]))
}

function badRoles(body: JsonObject, roles: JsonValue): ElasticError {
  const reason = Array.isArray(roles)
    ? "[roles] doesn't support arrays. Use a single object with multiple fields."
    : `[roles] doesn't support values of type: ${tokenName(roles)}`
  return contentFailure(`${PARSER} failed to parse field [roles]`, positionOf(body, 'roles'), illegalArgument(reason))
}

/** A role that cannot be read refuses the whole request, at the place where reading stopped. */
function parseOne(roles: JsonObject, name: string, role: JsonValue): RoleDescriptor {
  try {
    return parseRole(name, role)
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    const at = positionOfFailure(error) ?? positionOf(roles, name)
    const inner = contentFailure(`[roles] failed to parse field [${name}]`, at, error)
    throw contentFailure(`${PARSER} failed to parse field [roles]`, at, inner)
  }
}
