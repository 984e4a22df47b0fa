/**
 * The realm of the files `users` and `users_roles`. They are read at start and again whenever they change; a file that is absent has no
 * lines, one that is half written changes nothing.
 */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { sha256Text } from '../core/secrets.ts'
import { readTextFile, watchFiles } from '../core/watch-files.ts'
import type { Passwords } from '../identity/passwords.ts'
import type { User } from '../identity/user.ts'
import type { UserStamp } from '../identity/user-stamp.ts'
import { type FileUser, parseUserFiles } from './file-users.ts'
import type { PasswordToken, Realm, RealmVerdict } from './realm.ts'
import { openSteadyReading, type Reading } from './steady-reading.ts'

export interface FileRealmOptions {
  readonly name: string
  /** The folder of the two files. */
  readonly folder: string
  readonly passwords: Passwords
  /** Told what was wrong with the files, once for each reading. */
  readonly onFault: (message: string) => void
}

export interface FileRealm extends Realm {
  /** Reads the files now; what did not change stays as it is. */
  reload(): void
  /** Ends the watching. */
  close(): void
}

export function createFileRealm({ name, folder, passwords, onFault }: FileRealmOptions): FileRealm {
  const usersFile = join(folder, 'users')
  const rolesFile = join(folder, 'users_roles')
  assertFolder(folder)
  const read = (): Reading<ReadonlyMap<string, FileUser>> => readUsers(usersFile, rolesFile)
  const users = openSteadyReading({ name: `realm [${name}]`, read, nothing: new Map(), merge: keepUnchanged, onFault })

  const authenticate = async ({ username, password, turn }: PasswordToken): Promise<RealmVerdict> => {
    const found = users.current.get(username)
    if (!found) return { kind: 'notMine' }
    const isCurrent = (): boolean => users.current.get(username) === found
    const matches = await passwords.verify(username, password, found.passwordHash, turn)
    // Changed while the hash was computed: only what is true now counts.
    if (!isCurrent()) return authenticate({ username, password, ...(turn && { turn }) })
    return matches ? { kind: 'authenticated', user: toUser(username, found), isCurrent } : { kind: 'unsuccessful' }
  }

  const lookup = (username: string): User | undefined => {
    const found = users.current.get(username)
    return found && toUser(username, found)
  }

  const stamp = (username: string): UserStamp | undefined => {
    const found = users.current.get(username)
    return found && { source: found, session: '', password: sha256Text(found.passwordHash) }
  }

  const close = watchFiles([usersFile, rolesFile], users.reload)
  return { name, type: 'file', authenticate, lookup, stamp, reload: users.reload, close }
}

/** A mistyped folder would otherwise look like one without users. */
function assertFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return
  throw new Error(`the folder of the file realm [${folder}] does not exist`)
}

function readUsers(usersFile: string, rolesFile: string): Reading<ReadonlyMap<string, FileUser>> {
  const { users, faults } = parseUserFiles(readTextFile(usersFile), readTextFile(rolesFile))
  return { value: users, faults: faults.map(({ file, line, why }) => `[${file}] line [${line}]: ${why}`) }
}

/** Users that are as before keep their identity, so that their remembered logins stay valid. */
function keepUnchanged(before: ReadonlyMap<string, FileUser>, now: ReadonlyMap<string, FileUser>): ReadonlyMap<string, FileUser> {
  const isSame = (one: FileUser | undefined, other: FileUser): one is FileUser =>
    one?.passwordHash === other.passwordHash && JSON.stringify(one.roles) === JSON.stringify(other.roles)
  return new Map(
    [...now].map(([name, user]) => {
      const known = before.get(name)
      return [name, isSame(known, user) ? known : user]
    }),
  )
}

const toUser = (username: string, { roles }: FileUser): User => ({
  username,
  roles,
  fullName: null,
  email: null,
  metadata: new Map(),
  enabled: true,
})
