/** The bodies of the user APIs, read member by member as they come, so that the first fault is the one Elasticsearch names. */
import { type ElasticError, illegalArgument, parseFailure, validationFailed } from '../../../core/errors.ts'
import { isJsonObject, type JsonObject, type JsonValue, tokenName } from '../../../core/json/value.ts'
import { type NewSecret, newPassword, newPasswordHash } from '../../../identity/new-secret.ts'
import type { PutUser } from '../../../identity/users.ts'

/** The body of `PUT _security/user/{username}`. */
export function parsePutUser(username: string, body: JsonValue): PutUser {
  const found: { -readonly [Member in keyof PutUser]?: PutUser[Member] } = {}
  for (const [name, value] of parseObject(body)) {
    switch (name) {
      case 'password':
      case 'password_hash':
        found.secret = parseSecret(name, value, found.secret)
        break
      case 'roles':
        found.roles = parseRoles(value)
        break
      case 'full_name':
        found.fullName = value === null ? null : parseText(name, value)
        break
      case 'email':
        found.email = value === null ? null : parseText(name, value)
        break
      case 'metadata':
        if (!isJsonObject(value)) throw wrongType(name, 'object', value)
        found.metadata = value
        break
      case 'enabled':
        if (typeof value !== 'boolean') throw wrongType(name, 'boolean', value)
        found.enabled = value
        break
      case 'username':
        assertSameName(username, parseText(name, value))
        break
      default:
        throw parseFailure(`failed to parse add user request. unexpected field [${name}]`)
    }
  }
  const { secret, roles, fullName = null, email = null, metadata = new Map(), enabled = true } = found
  return { username, secret, fullName, email, metadata, enabled, roles: assertComplete(roles, metadata) }
}

/** The body of the change-password API. */
export function parseChangePassword(body: JsonValue): NewSecret {
  let secret: NewSecret | undefined
  for (const [name, value] of parseObject(body)) {
    if (name !== 'password' && name !== 'password_hash') {
      throw parseFailure(`failed to parse change password request. unexpected field [${name}]`)
    }
    secret = parseSecret(name, value, secret)
  }
  if (!secret) throw validationFailed(['password is missing'])
  return secret
}

function parseObject(body: JsonValue): JsonObject {
  if (isJsonObject(body)) return body
  throw parseFailure(`expected an object, but found token [${tokenName(body)}]`)
}

function parseSecret(name: 'password' | 'password_hash', value: JsonValue, before: NewSecret | undefined): NewSecret {
  const text = parseText(name, value)
  if (before) throw validationFailed(['password_hash has already been set'], 'validation_exception')
  return name === 'password' ? newPassword(text) : newPasswordHash(text)
}

function parseText(name: string, value: JsonValue): string {
  if (typeof value === 'string') return value
  throw wrongType(name, 'string', value)
}

const wrongType = (name: string, type: string, value: JsonValue): ElasticError =>
  parseFailure(`expected field [${name}] to be of type ${type}, but found [${tokenName(value)}] instead`)

/** An array of names, or one text with commas between them. */
function parseRoles(value: JsonValue): readonly string[] {
  if (typeof value === 'string') return value === '' ? [] : value.split(',')
  const expected = 'field. expected a string array but'
  if (value === null) throw parseFailure(`could not parse [roles] ${expected} found null value instead`)
  if (!Array.isArray(value)) throw parseFailure(`could not parse [roles] ${expected} found [${tokenName(value)}] value instead`)
  return value.map((role) => {
    if (typeof role === 'string') return role
    throw parseFailure(`could not parse [null] ${expected} one of the value in the array is [${tokenName(role)}]`)
  })
}

function assertSameName(username: string, given: string): void {
  if (given === username) return
  throw illegalArgument(`[username] in source does not match the username provided [${username}]`)
}

function assertComplete(roles: readonly string[] | undefined, metadata: JsonObject): readonly string[] {
  const faults: string[] = []
  if (!roles) faults.push('roles are missing')
  if ([...metadata.keys()].some((key) => key.startsWith('_'))) faults.push('metadata keys may not start with [_]')
  if (faults.length > 0) throw validationFailed(faults)
  return roles ?? []
}
