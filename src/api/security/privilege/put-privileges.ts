/** `PUT /_security/privilege`: defines privileges of applications. */
import { type ElasticError, illegalArgument, parseFailure } from '../../../core/errors.ts'
import { namePositionOf, positionOf } from '../../../core/json/positions.ts'
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText, tokenName } from '../../../core/json/value.ts'
import { ok } from '../../../request/reply.ts'
import type { ApplicationPrivilege } from '../../../roles/application-privileges.ts'
import { contentFailure } from '../../../roles/role-failure.ts'
import { serverApi } from '../../define.ts'
import { parseRefreshPolicy } from '../../refresh-policy.ts'
import { byApplication } from './by-application.ts'

const PARSER = '[application-privilege]'

export const putPrivileges = serverApi({
  name: 'security.put_privileges',
  summary: 'Defines privileges of applications',
  routes: [
    { method: 'PUT', path: '/_security/privilege' },
    { method: 'POST', path: '/_security/privilege' },
  ],
  action: 'cluster:admin/xpack/security/privilege/put',
  scope: 'cluster',
  parameters: { refresh: 'text' },
  body: 'required',
  parse({ parameters, body }) {
    parseRefreshPolicy(parameters)
    return parsePrivileges(body.json())
  },
  targets: (privileges) => ({ kind: 'cluster', applications: privileges.map(({ application }) => application) }),
  async handle({ applicationPrivileges }, privileges) {
    const created = await applicationPrivileges.put(privileges)
    return ok(byApplication(privileges, (_, at) => ({ created: created[at] === true })))
  },
})

function parsePrivileges(body: JsonValue): readonly ApplicationPrivilege[] {
  if (!isJsonObject(body)) throw parseFailure(`expected object but found ${tokenName(body)} instead`)
  return [...body].flatMap(([application, members]) =>
    [...objectOf(application, members)].map(([name, member]) => parsePrivilege(application, name, objectOf(application, member))),
  )
}

function objectOf(application: string, value: JsonValue): JsonObject {
  if (isJsonObject(value)) return value
  throw parseFailure(`expected the value for ${application} to be an object, but found ${tokenName(value)} instead`)
}

function parsePrivilege(application: string, name: string, body: JsonObject): ApplicationPrivilege {
  for (const field of body.keys()) {
    if (!['application', 'name', 'actions', 'metadata'].includes(field)) {
      throw contentFailure(`${PARSER} unknown field [${field}]`, namePositionOf(body, field))
    }
  }
  checkRepeated(body, 'application', 'application', application)
  checkRepeated(body, 'name', 'name', name)
  const metadata = body.get('metadata') ?? new Map()
  if (!isJsonObject(metadata)) throw wrongType(body, 'metadata', metadata)
  return { application, name, actions: readActions(body), metadata }
}

/** A member that repeats its place in the body must agree with it. */
function checkRepeated(body: JsonObject, field: string, what: string, expected: string): void {
  const value = body.get(field)
  if (value === undefined || value === null || value === expected) return
  if (typeof value !== 'string') throw wrongType(body, field, value)
  throw illegalArgument(`privilege ${what} [${value}] in source does not match the provided ${what} [${expected}]`)
}

function readActions(body: JsonObject): readonly string[] {
  const value = body.get('actions') ?? []
  return (Array.isArray(value) ? value : [value]).map((action) => {
    if (typeof action === 'string') return action
    if (isJsonNumber(action)) return numberText(action)
    throw wrongType(body, 'actions', action)
  })
}

const wrongType = (body: JsonObject, field: string, value: JsonValue): ElasticError =>
  contentFailure(`${PARSER} ${field} doesn't support values of type: ${tokenName(value)}`, positionOf(body, field))
