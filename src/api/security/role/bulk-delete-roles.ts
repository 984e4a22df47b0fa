/** `DELETE /_security/role`: several roles at once; one that is refused does not stop the others. */
import { illegalArgument } from '../../../core/errors.ts'
import { namePositionOf, positionOf } from '../../../core/json/positions.ts'
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText, tokenName } from '../../../core/json/value.ts'
import { ok } from '../../../request/reply.ts'
import { contentFailure } from '../../../roles/role-failure.ts'
import { serverApi } from '../../define.ts'
import { parseRefreshPolicy } from '../../refresh-policy.ts'
import { outcomeOf, printOutcomes } from './bulk-outcome.ts'

const PARSER = '[bulk_delete_roles_request]'

export const bulkDeleteRoles = serverApi({
  name: 'security.bulk_delete_role',
  summary: 'Deletes several roles',
  routes: [{ method: 'DELETE', path: '/_security/role' }],
  action: 'cluster:admin/xpack/security/role/bulk_delete',
  scope: 'cluster',
  parameters: { refresh: 'text' },
  body: 'required',
  parse({ parameters, body }) {
    parseRefreshPolicy(parameters)
    return parseNames(body.json())
  },
  targets: () => ({ kind: 'cluster' }),
  async handle({ roles }, names) {
    const remove = async (name: string): Promise<string> => ((await roles.delete(name)) ? 'deleted' : 'not_found')
    const outcomes = await Promise.all(names.map((name) => outcomeOf(name, () => remove(name))))
    return ok(printOutcomes(outcomes, ['deleted', 'not_found']))
  },
})

function parseNames(body: JsonValue): readonly string[] {
  if (!isJsonObject(body)) {
    const at = (Array.isArray(body) && positionOf(body)) || { line: 1, column: 1 }
    throw contentFailure(`${PARSER} Expected START_OBJECT but was: ${tokenName(body)}`, at)
  }
  for (const field of body.keys()) {
    if (field !== 'names') throw contentFailure(`${PARSER} unknown field [${field}]`, namePositionOf(body, field))
  }
  const names = body.get('names')
  if (names === undefined) throw illegalArgument('Required [names]')
  return (Array.isArray(names) ? names : [names]).map((name) => readName(body, name))
}

function readName(body: JsonObject, name: JsonValue): string {
  if (typeof name === 'string') return name
  if (isJsonNumber(name)) return numberText(name)
  if (typeof name === 'boolean') return String(name)
  throw contentFailure(`${PARSER} names doesn't support values of type: ${tokenName(name)}`, positionOf(body, 'names'))
}
