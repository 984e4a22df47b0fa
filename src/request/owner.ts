/**
 * Whom a thing belongs to that outlives its request (scroll, point in time, task): a party by name, as it was when it made the thing.
 * Compared wherever such a thing is asked for by its id; holds nothing that could be used to log in.
 */
import { actingSubject, type Owner, type Principal } from './identity.ts'

export type { Owner } from './identity.ts'

/** The party whose rights count. */
export function ownerOf(principal: Principal): Owner {
  const { kind, username, realm, apiKey } = actingSubject(principal)
  return { kind, username, realm: { name: realm.name, type: realm.type }, ...(apiKey ? { apiKey: apiKey.id } : {}) }
}

export const isSameOwner = (one: Owner, other: Owner): boolean =>
  one.kind === other.kind &&
  one.username === other.username &&
  one.realm.name === other.realm.name &&
  one.realm.type === other.realm.type &&
  one.apiKey === other.apiKey
