/** The realm of the built-in users. Nobody else may vouch for their names, so a wrong password ends the chain. */
import type { Passwords } from '../identity/passwords.ts'
import type { ReservedUsers } from '../identity/reserved-users.ts'
import type { User } from '../identity/user.ts'
import { stampOf, type UserStamp } from '../identity/user-stamp.ts'
import type { PasswordToken, Realm, RealmVerdict } from './realm.ts'

export function createReservedRealm(reserved: ReservedUsers, passwords: Passwords): Realm {
  const authenticate = async ({ username, password, turn }: PasswordToken): Promise<RealmVerdict> => {
    if (!reserved.has(username)) return { kind: 'notMine' }
    const record = reserved.findRecord(username)
    const isCurrent = (): boolean => reserved.findRecord(username) === record
    const matches = await passwords.verify(username, password, record?.value.passwordHash ?? undefined, turn)
    // Changed while the hash was computed: only what is true now counts.
    if (!isCurrent()) return authenticate({ username, password, ...(turn && { turn }) })
    if (!matches || !record) return { kind: 'rejected' }
    const user = reserved.find(username) as User
    // The login stands whether or not the new hash can be stored now: the next one tries again.
    reserved.renewHash(username, record, password).catch(() => {})
    return { kind: 'authenticated', user, isCurrent }
  }

  const stamp = (username: string): UserStamp | undefined => {
    const record = reserved.findRecord(username)
    return reserved.has(username) ? stampOf(record, record?.value) : undefined
  }

  return { name: 'reserved', type: 'reserved', authenticate, lookup: (username) => reserved.find(username), stamp }
}
