/**
 * Whom a thing belongs to that outlives its request (scroll, point in time, task): a party by name, as it was when it made the thing.
 * Compared wherever such a thing is asked for by its id; holds nothing that could be used to log in.
 */
import { actingSubject, type Principal, type RealmRef, type Subject } from './identity.ts'

export interface Owner {
  readonly kind: Subject['kind']
  readonly username: string
  readonly realm: RealmRef
  /** The id of the API key that is the owner: one key's things are not its user's, nor another key's. */
  readonly apiKey?: string
}

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
