/** The realm of the users that are made by API. */
import type { Passwords } from '../identity/passwords.ts'
import type { User } from '../identity/user.ts'
import { stampOf, type UserStamp } from '../identity/user-stamp.ts'
import type { UserService } from '../identity/users.ts'
import type { PasswordToken, Realm, RealmVerdict } from './realm.ts'

export function createNativeRealm(name: string, users: UserService, passwords: Passwords): Realm {
  const authenticate = async ({ username, password, turn }: PasswordToken): Promise<RealmVerdict> => {
    const record = users.findNativeRecord(username)
    if (!record) return { kind: 'notMine' }
    const isCurrent = (): boolean => users.findNativeRecord(username) === record
    const matches = await passwords.verify(username, password, record.value.passwordHash, turn)
    // Changed while the hash was computed: only what is true now counts.
    if (!isCurrent()) return authenticate({ username, password, ...(turn && { turn }) })
    if (!matches) return { kind: 'unsuccessful' }
    const user = users.findNative(username) as User
    // The login stands whether or not the new hash can be stored now: the next one tries again.
    users.renewHash(username, record, password).catch(() => {})
    return { kind: 'authenticated', user, isCurrent }
  }

  const stamp = (username: string): UserStamp | undefined => {
    const record = users.findNativeRecord(username)
    return record && stampOf(record, record.value)
  }

  return { name, type: 'native', authenticate, lookup: (username) => users.findNative(username), stamp }
}
