/** What the APIs that change keys share: whose keys may be changed, what is refused, and what counts as a change. */
import { ElasticError, illegalArgument, validationFailed } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/json/value.ts'
import { writeJsonText } from '../../../core/json/write.ts'
import type { ApiKeyRecord } from '../../../identity/api-key-record.ts'
import { readStrictObject } from '../../../query/strict-object.ts'
import { actingSubject, type Principal } from '../../../request/identity.ts'
import { assertMembers, KEY_READERS, type KeyMembers, keyMembers, parseLifetime } from './key-members.ts'
import { expiring, type KeyMaking, limitOf, ownerOf, ownMembers, printRoles } from './make-key.ts'

/** A key as it is to be, seen from how it is. */
type NextKey = (record: ApiKeyRecord) => ApiKeyRecord

/** The members of an update; throws 400 for what no key can have. */
export function readUpdate(body: JsonObject, parser: string): KeyMembers {
  const update = keyMembers(readStrictObject(parser, body, KEY_READERS))
  assertUpdate(update)
  return update
}

export function assertUpdate(update: KeyMembers): void {
  assertMembers(update)
  if (update.expiration !== undefined && parseLifetime(update.expiration) <= 0)
    throw validationFailed(['API key expiration must be in the future'])
}

/** Whoever is a key may change none, not even itself. */
export function assertOwnerInPerson(party: Principal): void {
  if (actingSubject(party).kind !== 'api_key') return
  throw illegalArgument('authentication via API key not supported: only the owner user can update an API key')
}

/** A key as an update makes it: its owner and what he may do now are noted anew, whatever else changes. */
export function updated(services: KeyMaking, update: KeyMembers, party: Principal): NextKey {
  const owner = actingSubject(party)
  const { expiration, metadata, roles, allowedCidrs, onOwnerDisabled } = update
  const given = {
    ...expiring(services.apiKeys, expiration),
    ...(metadata ? { metadata: writeJsonText(metadata) } : {}),
    ...(roles ? { roles: printRoles(roles) } : {}),
    owner: ownerOf(owner),
    limitedBy: limitOf(services, owner),
  }
  const ours = ownMembers(services, { allowedCidrs, onOwnerDisabled }, owner)
  return (record) => {
    const { allowedCidrs: networks, ownerMark, ...rest } = record
    const keptNetworks = networks ? { allowedCidrs: networks } : {}
    const keptMark = ownerMark === undefined ? {} : { ownerMark }
    return {
      ...rest,
      ...given,
      ...(allowedCidrs ? {} : keptNetworks),
      ...(onOwnerDisabled ? {} : keptMark),
      ...ours,
    }
  }
}

/** Changes a key of a party's own; false: there was nothing to change. Throws 404 for what is not his, 400 for what is over. */
export async function changeKey(
  services: KeyMaking,
  id: string,
  party: Principal,
  type: ApiKeyRecord['type'],
  next: NextKey,
): Promise<boolean> {
  const { apiKeys, keyParties } = services
  keyParties.assertCurrent(party)
  const { username, realm } = actingSubject(party)
  const isOwn = (key: ApiKeyRecord | undefined): key is ApiKeyRecord =>
    key?.owner.username === username && key.owner.realm.name === realm.name
  if (!isOwn(apiKeys.find(id))) throw notFound(id)
  const before = await apiKeys.change(id, (record) => {
    if (!isOwn(record)) throw notFound(id)
    assertChangeable(id, record, type, apiKeys.isExpired(record))
    const changed = next(record)
    return isSame(changed, record) ? undefined : changed
  })
  return before !== undefined
}

function assertChangeable(id: string, record: ApiKeyRecord, type: ApiKeyRecord['type'], isExpired: boolean): void {
  if (record.invalidated !== undefined) throw illegalArgument(`cannot update invalidated API key [${id}]`)
  if (isExpired) throw illegalArgument(`cannot update expired API key [${id}]`)
  if (record.type === type) return
  throw illegalArgument(`cannot update API key of type [${record.type}] while expected type is [${type}]`)
}

const notFound = (id: string): ElasticError =>
  new ElasticError('resource_not_found_exception', `no API key owned by requesting user found for ID [${id}]`)

/** Records are plain JSON; the order of their members says nothing. */
const isSame = (one: ApiKeyRecord, other: ApiKeyRecord): boolean => sorted(one) === sorted(other)

const sorted = (record: object): string =>
  JSON.stringify(record, (_name, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  )
