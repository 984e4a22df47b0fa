/**
 * The realms in their order. An unknown name costs as much time as a wrong password, whatever realms there are.
 */
import type { ElasticError } from '../core/errors.ts'
import type { Passwords } from '../identity/passwords.ts'
import type { User } from '../identity/user.ts'
import type { UserStamp } from '../identity/user-stamp.ts'
import type { RealmRef } from '../request/identity.ts'
import type { PasswordToken, Realm, RealmVerdict } from './realm.ts'

export interface RealmUser {
  readonly user: User
  readonly realm: RealmRef
}

export type RealmChainVerdict =
  | ({ readonly kind: 'authenticated'; readonly isCurrent: () => boolean } & RealmUser)
  | { readonly kind: 'unsuccessful' }
  | { readonly kind: 'rejected'; readonly error: ElasticError }

export interface RealmChain {
  authenticate(token: PasswordToken): Promise<RealmChainVerdict>
  /** The first realm that knows the name. */
  lookup(username: string): RealmUser | undefined
  /** A user of one realm, with what his tokens are bound to. */
  findHolder(realm: RealmRef, username: string): RealmHolder | undefined
  readonly realms: readonly RealmRef[]
}

export interface RealmHolder extends RealmUser {
  readonly stamp: UserStamp
  /** False for good once anything about the user has changed. */
  readonly isCurrent: () => boolean
}

export function createRealmChain(realms: readonly Realm[], passwords: Passwords): RealmChain {
  const authenticate = async (token: PasswordToken): Promise<RealmChainVerdict> => {
    const failures: unknown[] = []
    let isKnown = false
    for (const realm of realms) {
      const verdict = await realm.authenticate(token).catch((error: unknown): RealmVerdict => {
        failures.push(error)
        return { kind: 'unsuccessful' }
      })
      if (verdict.kind === 'authenticated') {
        return { kind: 'authenticated', user: verdict.user, isCurrent: verdict.isCurrent, realm: refOf(realm) }
      }
      if (verdict.kind === 'rejected' && verdict.error) return { kind: 'rejected', error: verdict.error }
      if (verdict.kind !== 'notMine') isKnown = true
      if (verdict.kind === 'rejected') break
    }
    // Nobody vouched, but somebody could not be asked: that is trouble here, not a wrong password.
    if (failures.length > 0) throw failures[0]
    if (!isKnown) await passwords.verify(token.username, token.password, undefined, token.turn)
    return { kind: 'unsuccessful' }
  }

  const lookup = (username: string): RealmUser | undefined => {
    for (const realm of realms) {
      const user = realm.lookup(username)
      if (user) return { user, realm: refOf(realm) }
    }
    return undefined
  }

  const findHolder = ({ name, type }: RealmRef, username: string): RealmHolder | undefined => {
    const realm = realms.find((candidate) => candidate.name === name && candidate.type === type)
    const stamp = realm?.stamp?.(username)
    const user = realm?.lookup(username)
    if (!realm || !stamp || !user) return undefined
    return { user, realm: refOf(realm), stamp, isCurrent: () => realm.stamp?.(username)?.source === stamp.source }
  }

  const references = new Map(realms.map((realm) => [realm, { name: realm.name, type: realm.type }]))
  const refOf = (realm: Realm): RealmRef => references.get(realm) as RealmRef

  return { authenticate, lookup, findHolder, realms: [...references.values()] }
}
