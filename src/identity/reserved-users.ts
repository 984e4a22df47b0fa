/**
 * The users that every server has. What they are stands here; only their password and whether they are enabled is kept as a record.
 * Who has no password cannot log in.
 */
import type { JsonObject } from '../core/json/value.ts'
import { generatePassword } from '../core/secrets.ts'
import type { ChangeOrigin, Collection, Store, StoredRecord } from '../store/collection.ts'
import { type NewSecret, newPassword, storedFormOf } from './new-secret.ts'
import { type KeptPassword, keptWithNew, passwordStateOf } from './password-policy.ts'
import type { Passwords } from './passwords.ts'
import type { User } from './user.ts'
import { type KeptMarks, nextMarks } from './user-stamp.ts'

/** What is kept of a reserved user. */
export interface ReservedUserRecord extends KeptMarks, KeptPassword {
  readonly passwordHash: string | null
  readonly enabled: boolean
}

type Definition = Pick<User, 'username' | 'roles' | 'metadata'>

const define = (username: string, roles: readonly string[], metadata: JsonObject = new Map()): Definition => ({
  username,
  roles,
  metadata: metadata.set('_reserved', true),
})

const DEFINITIONS: ReadonlyMap<string, Definition> = new Map(
  [
    define('elastic', ['superuser']),
    define(
      'kibana',
      ['kibana_system'],
      new Map<string, string | boolean>([
        ['_deprecated_reason', 'Please use the [kibana_system] user instead.'],
        ['_deprecated', true],
      ]),
    ),
    define('kibana_system', ['kibana_system']),
    define('logstash_system', ['logstash_system']),
    define('beats_system', ['beats_system']),
    define('apm_system', ['apm_system']),
    define('remote_monitoring_user', ['remote_monitoring_collector', 'remote_monitoring_agent']),
  ].map((definition) => [definition.username, definition]),
)

export interface ReservedUsers {
  has(username: string): boolean
  find(username: string): User | undefined
  /** Its record right now, undefined where nothing was ever set. */
  findRecord(username: string): StoredRecord<ReservedUserRecord> | undefined
  list(): readonly User[]
  changePassword(username: string, secret: NewSecret): Promise<void>
  setEnabled(username: string, enabled: boolean): Promise<void>
  /** At start: gives `elastic` the password, or a generated one that is returned this once. Does nothing where it has one. */
  ensureElasticPassword(options: { readonly password?: string }): Promise<{ readonly generated?: string }>
  /** As with `UserService.renewHash`. */
  renewHash(username: string, record: StoredRecord<ReservedUserRecord>, password: string): Promise<void>
  onChange(listener: (username: string, origin: ChangeOrigin) => void): () => void
}

export interface ReservedUsersOptions {
  readonly store: Store
  readonly passwords: Passwords
  /** `xpack.security.authc.reserved_realm.enabled`; off, there are none. */
  readonly enabled: boolean
  readonly now: () => number
}

export async function openReservedUsers({ store, ...options }: ReservedUsersOptions): Promise<ReservedUsers> {
  return new StoredReservedUsers(await store.collection<ReservedUserRecord>('reserved_users'), options)
}

const NOTHING_SET: ReservedUserRecord = { passwordHash: null, enabled: true }

class StoredReservedUsers implements ReservedUsers {
  readonly #records: Collection<ReservedUserRecord>
  readonly #passwords: Passwords
  readonly #definitions: ReadonlyMap<string, Definition>
  readonly #now: () => number

  constructor(records: Collection<ReservedUserRecord>, { passwords, enabled, now }: Omit<ReservedUsersOptions, 'store'>) {
    this.#records = records
    this.#passwords = passwords
    this.#definitions = enabled ? DEFINITIONS : new Map()
    this.#now = now
  }

  has(username: string): boolean {
    return this.#definitions.has(username)
  }

  find(username: string): User | undefined {
    const definition = this.#definitions.get(username)
    if (!definition) return undefined
    const record = this.findRecord(username)?.value ?? NOTHING_SET
    const password = passwordStateOf(record, this.#passwords.policy)
    return { ...definition, fullName: null, email: null, enabled: record.enabled, ...(password && { password }) }
  }

  findRecord(username: string): StoredRecord<ReservedUserRecord> | undefined {
    return this.#records.find(username)
  }

  list(): readonly User[] {
    return [...this.#definitions.keys()].map((username) => this.find(username) as User)
  }

  async changePassword(username: string, secret: NewSecret): Promise<void> {
    const passwordHash = await storedFormOf(secret, this.#passwords, this.findRecord(username)?.value)
    const { policy } = this.#passwords
    await this.#update(username, (record) => ({
      enabled: record.enabled,
      passwordHash,
      // Whoever manages the cluster sets the passwords of its tools: they cannot change them.
      ...keptWithNew(record, policy, { now: this.#now(), isOwn: true }),
      ...nextMarks(record, { isNew: false, enabled: record.enabled, newPassword: true }),
    }))
  }

  setEnabled(username: string, enabled: boolean): Promise<void> {
    return this.#update(username, (record) => ({
      ...record,
      enabled,
      ...nextMarks(record, { isNew: false, enabled, newPassword: false }),
    }))
  }

  async ensureElasticPassword({ password }: { readonly password?: string }): Promise<{ readonly generated?: string }> {
    if (!this.has('elastic') || this.findRecord('elastic')?.value.passwordHash) return {}
    const chosen = password ?? generatePassword()
    await this.changePassword('elastic', newPassword(chosen))
    return password === undefined ? { generated: chosen } : {}
  }

  async renewHash(username: string, { value, version }: StoredRecord<ReservedUserRecord>, password: string): Promise<void> {
    if (value.passwordHash === null || !this.#passwords.isOutdated(value.passwordHash)) return
    await this.#records.put(username, { ...value, passwordHash: await this.#passwords.hash(password) }, version)
  }

  onChange(listener: (username: string, origin: ChangeOrigin) => void): () => void {
    return this.#records.onChange(listener)
  }

  async #update(username: string, change: (record: ReservedUserRecord) => ReservedUserRecord): Promise<void> {
    const found = this.findRecord(username)
    const isWritten = await this.#records.put(username, change(found?.value ?? NOTHING_SET), found?.version ?? 0)
    // Somebody else changed it meanwhile: the change applies to what is there now.
    if (!isWritten) await this.#update(username, change)
  }
}
