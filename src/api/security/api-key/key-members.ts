/** Members that the bodies of the API key APIs share, read as Elasticsearch's object parsers read them, and what is checked of them. */
import { ElasticError, illegalArgument, validationFailed } from '../../../core/errors.ts'
import { positionOf } from '../../../core/json/positions.ts'
import { isJsonObject, type JsonObject, type JsonValue, tokenName } from '../../../core/json/value.ts'
import { isNetwork } from '../../../core/peer-network.ts'
import { parseTimeValue } from '../../../core/units.ts'
import type { Option } from '../../../query/options.ts'
import { objectField, textField, textList, wrongToken } from '../../../query/strict-object.ts'
import { parseRole } from '../../../roles/parse-role.ts'
import type { RoleDescriptor } from '../../../roles/role-descriptor.ts'
import { contentFailure, positionOfFailure } from '../../../roles/role-failure.ts'
import { checkRoleName, findDescriptorFaults } from '../../../roles/validate-role.ts'

export type KeyRoles = ReadonlyMap<string, RoleDescriptor>

/** What a key may be given when it is made, and later. undefined: not given. */
export interface KeyMembers {
  readonly expiration: string | undefined
  readonly roles: KeyRoles | undefined
  readonly metadata: JsonObject | undefined
  /** Ours: networks it may be used from; none: all. */
  readonly allowedCidrs: readonly string[] | undefined
  /** Ours: whether it ends with its owner's account. */
  readonly onOwnerDisabled: 'revoke' | 'keep' | undefined
}

export const KEY_READERS = {
  expiration: textField,
  metadata: objectField,
  role_descriptors: readRoles,
  allowed_cidrs: textList,
  on_owner_disabled: readOnOwnerDisabled,
}

/** The object of a body; anything else is refused in the parser's name. */
export function bodyObject(json: JsonValue, parser: string): JsonObject {
  if (isJsonObject(json)) return json
  throw new ElasticError('x_content_parse_exception', `[1:1] [${parser}] Expected START_OBJECT but was: ${tokenName(json)}`)
}

/** The members as one value. */
export const keyMembers = (given: {
  expiration?: string
  metadata?: JsonObject
  role_descriptors?: KeyRoles
  allowed_cidrs?: readonly string[]
  on_owner_disabled?: 'revoke' | 'keep'
}): KeyMembers => ({
  expiration: given.expiration,
  roles: given.role_descriptors,
  metadata: given.metadata,
  allowedCidrs: given.allowed_cidrs,
  onOwnerDisabled: given.on_owner_disabled,
})

/** The faults of a name, in Elasticsearch's words; the first only. */
export function findKeyNameFaults(name: string | undefined): readonly string[] {
  if (name === undefined || name === '') return ['api key name is required']
  const faults: string[] = []
  if (name.length > 256) faults.push('api key name may not be more than 256 characters long')
  if (name !== name.trim()) faults.push('api key name may not begin or end with whitespace')
  if (name.startsWith('_')) faults.push('api key name may not begin with an underscore')
  return faults
}

export function findMemberFaults({ metadata, roles, allowedCidrs }: KeyMembers): readonly string[] {
  const faults: string[] = []
  if (metadata && [...metadata.keys()].some((key) => key.startsWith('_')))
    faults.push('API key metadata keys may not start with [_]')
  for (const role of roles?.values() ?? []) faults.push(...findDescriptorFaults(role))
  for (const network of allowedCidrs ?? []) {
    if (!isNetwork(network)) faults.push(`[allowed_cidrs] must hold addresses and networks, but found [${network}]`)
  }
  return faults
}

/** Throws 400 where something is wrong with a name, or with the rest. */
export function assertMembers(members: KeyMembers, before: readonly string[] = []): void {
  const faults = [...before, ...findMemberFaults(members)]
  if (faults.length > 0) throw validationFailed(faults)
  const restricted = [...(members.roles?.values() ?? [])].filter(({ workflows }) => workflows !== undefined)
  if (restricted.length === 0 || members.roles?.size === 1) return
  const isMixed = restricted.length < (members.roles?.size ?? 0)
  throw illegalArgument(
    isMixed
      ? 'combining role descriptors with and without restriction is not supported'
      : 'more than one role descriptor with restriction is not supported',
  )
}

/** How long a key is to live; less than nothing is taken when it is made, as Elasticsearch does. */
export function parseLifetime(text: string): number {
  const behind = /^-(?=\d)(?!1$)(.*)$/.exec(text.trim())?.[1]
  return behind === undefined ? parseTimeValue(text, 'expiration') : -parseTimeValue(behind, 'expiration')
}

/** When a key expires that is given so long from `now`. */
export const expirationFrom = (now: number, text: string): number => now + parseLifetime(text)

function readRoles(option: Option): KeyRoles {
  const { value } = option
  if (Array.isArray(value)) {
    throw illegalArgument("[role_descriptors] doesn't support arrays. Use a single object with multiple fields.")
  }
  if (!isJsonObject(value)) throw wrongToken(option)
  return new Map([...value].map(([name, role]) => [name, readRole(value, name, role)]))
}

/** A fault is told with the place where it was found, and what it was found in. */
function readRole(roles: JsonObject, name: string, role: JsonValue): RoleDescriptor {
  try {
    checkRoleName(name)
    return parseRole(name, role, { restriction: true, description: false })
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    const where = positionOfFailure(error) ?? positionOf(roles, name)
    throw contentFailure(`[role_descriptors] failed to parse field [${name}]`, where, error)
  }
}

function readOnOwnerDisabled(option: Option): 'revoke' | 'keep' {
  const text = textField(option)
  if (text === 'revoke' || text === 'keep') return text
  throw illegalArgument(`[on_owner_disabled] is [revoke] or [keep], but found [${text}]`)
}
