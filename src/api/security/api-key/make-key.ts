/** What the APIs that make a key share: who owns it, what it may never exceed, and the answer. */
import { illegalArgument } from '../../../core/errors.ts'
import { writeJsonText } from '../../../core/json/write.ts'
import { type KeyOwner, NO_ROLES } from '../../../identity/api-key-record.ts'
import type { ApiKeys, CreatedApiKey, NewApiKey } from '../../../identity/api-keys.ts'
import type { KeyParties } from '../../../identity/key-parties.ts'
import { actingSubject, type Principal, type Subject } from '../../../request/identity.ts'
import { ok, type Reply } from '../../../request/reply.ts'
import { printRole } from '../../../roles/role-descriptor.ts'
import type { RoleSet } from '../../../roles/role-set.ts'
import type { CreateKey } from './create-body.ts'
import { expirationFrom, type KeyMembers, type KeyRoles } from './key-members.ts'

export interface KeyMaking {
  readonly apiKeys: ApiKeys
  readonly keyParties: KeyParties
  readonly roles: { rightsOf(subject: Subject): RoleSet }
}

/** Makes a key for a party: throws 400 where a key would make one that may do anything. */
export async function makeKey(services: KeyMaking, key: CreateKey, party: Principal): Promise<CreatedApiKey> {
  const owner = actingSubject(party)
  if (owner.kind === 'api_key' && !isPowerless(key.roles)) {
    throw illegalArgument('creating derived api keys requires an explicit role descriptor that is empty (has no privileges)')
  }
  services.keyParties.assertCurrent(party)
  return services.apiKeys.create({
    name: key.name,
    type: 'rest',
    ...expiring(services.apiKeys, key.expiration),
    owner: ownerOf(owner),
    metadata: writeJsonText(key.metadata ?? new Map()),
    roles: printRoles(key.roles ?? new Map()),
    limitedBy: limitOf(services, owner),
    ...ownMembers(services, key, owner),
  })
}

export const expiring = (keys: ApiKeys, text: string | undefined): { readonly expires?: number } =>
  text === undefined ? {} : { expires: expirationFrom(keys.now(), text) }

export const ownerOf = ({ username, realm, fullName, email, metadata }: Subject): KeyOwner => ({
  username,
  realm: { name: realm.name, type: realm.type },
  fullName,
  email,
  metadata: writeJsonText(metadata),
})

/** What a party could do at this moment. A key has none to pass on. */
export function limitOf({ roles }: Pick<KeyMaking, 'roles'>, owner: Subject): string {
  if (owner.kind === 'api_key') return NO_ROLES
  const [side, limit] = roles.rightsOf(owner).sides
  if (!side || limit) throw new Error('limited rights are no list of roles')
  return writeJsonText(new Map(side.roles.map(({ name, descriptor }) => [name, printRole(descriptor)])))
}

export const printRoles = (roles: KeyRoles): string =>
  roles.size === 0 ? NO_ROLES : writeJsonText(new Map([...roles].map(([name, role]) => [name, printRole(role)])))

/** Members of ours, as a record has them. */
export function ownMembers(
  { keyParties }: Pick<KeyMaking, 'keyParties'>,
  { allowedCidrs = [], onOwnerDisabled }: Pick<KeyMembers, 'allowedCidrs' | 'onOwnerDisabled'>,
  owner: Subject,
): Pick<NewApiKey, 'allowedCidrs' | 'ownerMark'> {
  const mark = keyParties.markOf(owner, onOwnerDisabled)
  return { ...(allowedCidrs.length > 0 ? { allowedCidrs } : {}), ...(mark === undefined ? {} : { ownerMark: mark }) }
}

/** The answer to whoever made a key: the secret is shown this once. */
export const createdReply = ({ id, name, expires, secret }: CreatedApiKey): Reply =>
  ok({
    id,
    name,
    expiration: expires,
    api_key: secret,
    encoded: Buffer.from(`${id}:${secret}`).toString('base64'),
  })

const isPowerless = (roles: KeyRoles | undefined): boolean =>
  roles !== undefined &&
  roles.size > 0 &&
  [...roles.values()].every(
    ({ cluster, global, indices, applications, runAs, remoteIndices, remoteCluster }) =>
      global === undefined &&
      [cluster, indices, applications, runAs, remoteIndices, remoteCluster].every((list) => list.length === 0),
  )
