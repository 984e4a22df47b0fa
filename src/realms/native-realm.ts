/** The realm of the users that are made by API. */
import type { Passwords } from '../identity/passwords.ts'
import type { User } from '../identity/user.ts'
import type { UserService } from '../identity/users.ts'
import type { PasswordToken, Realm, RealmVerdict } from './realm.ts'

export function createNativeRealm(name: string, users: UserService, passwords: Passwords): Realm {
  const authenticate = async ({ username, password }: PasswordToken): Promise<RealmVerdict> => {
    const record = users.findNativeRecord(username)
    if (!record) return { kind: 'notMine' }
    const isCurrent = (): boolean => users.findNativeRecord(username) === record
    const matches = await passwords.verify(username, password, record.value.passwordHash)
    // Changed while the hash was computed: only what is true now counts.
    if (!isCurrent()) return authenticate({ username, password })
    return matches ? { kind: 'authenticated', user: users.findNative(username) as User, isCurrent } : { kind: 'unsuccessful' }
  }

  return { name, type: 'native', authenticate, lookup: (username) => users.findNative(username) }
}
