/**
 * The users that are managed by API: the native ones, kept as records, and the reserved ones, of which only the password and the enabled
 * flag can be changed. Called by `_security/user`; the realms read through it. Refusals are in Elasticsearch's words.
 */
import { illegalArgument, validationFailed } from '../core/errors.ts'
import { parseJsonText } from '../core/json/parse.ts'
import type { JsonObject } from '../core/json/value.ts'
import { writeJsonText } from '../core/json/write.ts'
import type { ChangeOrigin, Collection, Store, StoredRecord } from '../store/collection.ts'
import { type NewSecret, storedFormOf } from './new-secret.ts'
import { type KeptPassword, keptAsItIs, keptWithNew, passwordStateOf } from './password-policy.ts'
import type { Passwords } from './passwords.ts'
import type { ReservedUsers } from './reserved-users.ts'
import { findNameFault, type User } from './user.ts'
import { type KeptMarks, nextMarks } from './user-stamp.ts'

/** A native user as it is kept. */
export interface UserRecord extends KeptMarks, KeptPassword {
  readonly passwordHash: string
  readonly roles: readonly string[]
  readonly fullName: string | null
  readonly email: string | null
  /** JSON text, so that order and numbers come back as they were given. */
  readonly metadata: string
  readonly enabled: boolean
}

/** What `PUT _security/user` asks for; without a secret the present one stays. */
export interface PutUser extends Omit<User, 'metadata'> {
  readonly metadata: JsonObject
  readonly secret: NewSecret | undefined
}

/** The anonymous user as the settings have it; its name can be nobody else's, even while it has no roles. */
export interface AnonymousSettings {
  readonly username: string
  readonly roles: readonly string[]
}

export interface UserService {
  /** A native user. */
  findNative(username: string): User | undefined
  findNativeRecord(username: string): StoredRecord<UserRecord> | undefined
  /** Every native user, by name. */
  natives(): readonly User[]
  /** Users as `GET _security/user` shows them: reserved, anonymous where enabled, native. */
  list(usernames?: readonly string[]): readonly User[]
  /** `isOwn`: the user himself asks. */
  put(user: PutUser, isOwn?: boolean): Promise<{ readonly created: boolean }>
  /** False: there was none. */
  delete(username: string): Promise<boolean>
  setEnabled(username: string, enabled: boolean): Promise<void>
  changePassword(username: string, secret: NewSecret, isOwn?: boolean): Promise<void>
  /** Hashes a password that was just found right anew, where the algorithm is another now; a record that changed since is left alone. */
  renewHash(username: string, record: StoredRecord<UserRecord>, password: string): Promise<void>
  /** Called with the name of a native or reserved user whenever something about it changed. */
  onChange(listener: (username: string, origin: ChangeOrigin) => void): void
}

export interface UserServiceOptions {
  readonly store: Store
  readonly reserved: ReservedUsers
  readonly passwords: Passwords
  readonly anonymous: AnonymousSettings
  readonly now: () => number
}

export async function openUsers(options: UserServiceOptions): Promise<UserService> {
  return new StoredUsers(await options.store.collection<UserRecord>('users'), options)
}

const withEnabled = (record: UserRecord, enabled: boolean): UserRecord => ({
  ...record,
  enabled,
  ...nextMarks(record, { isNew: false, enabled, newPassword: false }),
})

/** Nothing of the password before stays but what the policy keeps. */
const withPassword = (
  { mustChange: _, previousHashes: __, ...record }: UserRecord,
  passwordHash: string,
  kept: Omit<KeptPassword, 'passwordHash'>,
): UserRecord => ({
  ...record,
  passwordHash,
  ...kept,
  ...nextMarks(record, { isNew: false, enabled: record.enabled, newPassword: true }),
})

class StoredUsers implements UserService {
  readonly #records: Collection<UserRecord>
  readonly #reserved: ReservedUsers
  readonly #passwords: Passwords
  readonly #anonymous: AnonymousSettings
  readonly #now: () => number
  /** Records never change, so what was read from one stays true. */
  readonly #read = new WeakMap<StoredRecord<UserRecord>, User>()

  constructor(records: Collection<UserRecord>, { reserved, passwords, anonymous, now }: UserServiceOptions) {
    this.#records = records
    this.#reserved = reserved
    this.#passwords = passwords
    this.#anonymous = anonymous
    this.#now = now
  }

  findNativeRecord(username: string): StoredRecord<UserRecord> | undefined {
    return this.#records.find(username)
  }

  findNative(username: string): User | undefined {
    const record = this.#records.find(username)
    return record && this.#toUser(username, record)
  }

  list(usernames?: readonly string[]): readonly User[] {
    const special = [...this.#reserved.list(), ...this.#anonymousUser()]
    if (!usernames) return [...special, ...this.natives()]
    const wanted = [...new Set(usernames)]
    return [
      ...special.filter(({ username }) => wanted.includes(username)),
      ...wanted.flatMap((username) => this.findNative(username) ?? []),
    ]
  }

  async put({ username, secret, metadata, ...rest }: PutUser, isOwn = false): Promise<{ readonly created: boolean }> {
    this.#assertPuttable(username, rest.roles)
    if (!secret && !this.#records.find(username)) {
      throw validationFailed(['password must be specified unless you are updating an existing user'], 'validation_exception')
    }
    const given = secret && (await storedFormOf(secret, this.#passwords, this.#records.find(username)?.value))
    const { roles, fullName, email, enabled } = rest
    const fields = { roles, fullName, email, enabled, metadata: writeJsonText(metadata) }
    const updated = await this.#update(username, (found) => {
      const passwordHash = given ?? found?.passwordHash
      const marks = nextMarks(found, { isNew: !found, enabled, newPassword: given !== undefined })
      if (passwordHash === undefined) return undefined
      const kept = given === undefined ? keptAsItIs(found) : this.#keptWithNew(found, isOwn)
      return { passwordHash, ...kept, ...fields, ...marks }
    })
    // Deleted after the check above: the same as if it had never been there.
    if (!updated) return this.put({ username, secret, metadata, ...rest }, isOwn)
    return { created: updated.before === undefined }
  }

  async delete(username: string): Promise<boolean> {
    if (this.#isAnonymous(username)) throw illegalArgument(`user [${username}] is anonymous and cannot be deleted`)
    if (this.#reserved.has(username)) throw illegalArgument(`user [${username}] is reserved and cannot be deleted`)
    return this.#records.delete(username)
  }

  async setEnabled(username: string, enabled: boolean): Promise<void> {
    if (this.#isAnonymous(username)) throw illegalArgument(`user [${username}] is anonymous and cannot be modified using the api`)
    if (this.#reserved.has(username)) return this.#reserved.setEnabled(username, enabled)
    const updated = await this.#update(username, (found) => found && withEnabled(found, enabled))
    if (updated) return
    throw validationFailed([`only existing users can be ${enabled ? 'enabled' : 'disabled'}`], 'validation_exception')
  }

  async changePassword(username: string, secret: NewSecret, isOwn = false): Promise<void> {
    if (this.#isAnonymous(username)) throw illegalArgument(`user [${username}] is anonymous and cannot be modified via the API`)
    if (this.#reserved.has(username)) return this.#reserved.changePassword(username, secret)
    const before = this.#records.find(username)?.value
    const passwordHash = before && (await storedFormOf(secret, this.#passwords, before))
    const updated = await this.#update(username, (found) =>
      found && passwordHash ? withPassword(found, passwordHash, this.#keptWithNew(found, isOwn)) : undefined,
    )
    if (!updated) throw validationFailed(['user must exist in order to change password'], 'validation_exception')
  }

  async renewHash(username: string, record: StoredRecord<UserRecord>, password: string): Promise<void> {
    if (!this.#passwords.isOutdated(record.value.passwordHash)) return
    const passwordHash = await this.#passwords.hash(password)
    await this.#records.put(username, { ...record.value, passwordHash }, record.version)
  }

  onChange(listener: (username: string, origin: ChangeOrigin) => void): void {
    this.#records.onChange(listener)
    this.#reserved.onChange(listener)
  }

  #assertPuttable(username: string, roles: readonly string[]): void {
    const faults = [this.#findUsernameFault(username), ...roles.map((role) => findNameFault('Role', role))]
    const found = faults.filter((fault) => fault !== undefined)
    if (found.length > 0) throw validationFailed(found)
  }

  #findUsernameFault(username: string): string | undefined {
    if (this.#isAnonymous(username)) return `user [${username}] is anonymous and cannot be modified via the API`
    if (this.#reserved.has(username)) return `user [${username}] is reserved and only the password can be changed`
    return findNameFault('User', username)
  }

  /**
   * Applies a change to a user as it is when the change is written, not as it was when it was asked for. Where `change` answers undefined
   * nothing is done, and undefined returned.
   */
  async #update(
    username: string,
    change: (found: UserRecord | undefined) => UserRecord | undefined,
  ): Promise<{ readonly before: UserRecord | undefined } | undefined> {
    const found = this.#records.find(username)
    const next = change(found?.value)
    if (!next) return undefined
    if (await this.#records.put(username, next, found?.version ?? 0)) return { before: found?.value }
    return this.#update(username, change)
  }

  #keptWithNew(found: UserRecord | undefined, isOwn: boolean): Omit<KeptPassword, 'passwordHash'> {
    return keptWithNew(found, this.#passwords.policy, { now: this.#now(), isOwn })
  }

  #isAnonymous(username: string): boolean {
    return username === this.#anonymous.username
  }

  #anonymousUser(): readonly User[] {
    const { username, roles } = this.#anonymous
    if (roles.length === 0) return []
    return [{ username, roles, fullName: null, email: null, metadata: new Map([['_reserved', true]]), enabled: true }]
  }

  natives(): readonly User[] {
    return [...this.#records.entries()].map(([username, record]) => this.#toUser(username, record))
  }

  #toUser(username: string, record: StoredRecord<UserRecord>): User {
    const known = this.#read.get(record)
    if (known) return known
    const { roles, fullName, email, enabled, metadata } = record.value
    const password = passwordStateOf(record.value, this.#passwords.policy)
    const rest = { metadata: parseJsonText(metadata) as JsonObject, ...(password && { password }) }
    const user: User = { username, roles, fullName, email, enabled, ...rest }
    this.#read.set(record, user)
    return user
  }
}
