/** Which keys a request is about, by the selection that get and invalidate share. */
import { compileWildcard } from '../../../core/wildcard.ts'
import type { ApiKey } from '../../../identity/api-key-record.ts'
import type { ApiKeys } from '../../../identity/api-keys.ts'
import { actingSubject, type Principal } from '../../../request/identity.ts'
import type { ApiKeyTarget } from '../../../request/names.ts'

/** Whose keys are one's own: a key's are those of its owner. */
export function ownerFilter(principal: Principal): (key: ApiKey) => boolean {
  const { username, realm, apiKey } = actingSubject(principal)
  const name = (apiKey?.ownerRealm ?? realm).name
  return ({ owner }) => owner.username === username && owner.realm.name === name
}

/** The keys that a selection names, each once. */
export async function selectKeys(keys: ApiKeys, target: ApiKeyTarget, principal: Principal): Promise<readonly ApiKey[]> {
  const isOwned = target.owned ? ownerFilter(principal) : () => true
  const isNamed = nameFilter(target.name)
  const isWanted = (key: ApiKey): boolean =>
    isOwned(key) &&
    isNamed(key.name) &&
    (target.username === undefined || key.owner.username === target.username) &&
    (target.realm === undefined || key.owner.realm.name === target.realm)
  if (target.ids) return [...new Set(target.ids)].flatMap((id) => keys.find(id) ?? []).filter(isWanted)
  const username = target.owned ? actingSubject(principal).username : target.username
  const found: ApiKey[] = []
  for await (const key of keys.all(username)) if (isWanted(key)) found.push(key)
  return found
}

function nameFilter(name: string | undefined): (candidate: string) => boolean {
  if (name === undefined) return () => true
  const pattern = compileWildcard(name)
  return (candidate) => pattern.matches(candidate)
}
