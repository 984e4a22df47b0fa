/**
 * Service accounts: the built-in ones, whose roles stand in a table, and those that are managed by API, which have roles by name. Who has one
 * of their tokens is such an account. Called by `_security/service` and, through `authn/`, on every request with a service token.
 */
import { illegalArgument, validationFailed, versionConflict } from '../core/errors.ts'
import { fromPlain } from '../core/json/convert.ts'
import type { JsonValue } from '../core/json/value.ts'
import { writeJsonText } from '../core/json/write.ts'
import { isSecretOf, randomSecret, sha256Text } from '../core/secrets.ts'
import type { Rights, Subject, TokenRef } from '../request/identity.ts'
import { BUILT_IN_SERVICE_ACCOUNTS } from '../roles/data/built-in-service-accounts.ts'
import type { Collection, Store, StoredRecord } from '../store/collection.ts'
import { findAccountFaults, findTokenNameFault } from './service-account-names.ts'
import { findNameFault } from './user.ts'
import { type KeptMarks, nextMarks } from './user-stamp.ts'

/** `type` of an account, as the APIs call it. */
export type ServiceAccountType = 'built_in' | 'user_managed'

export interface ServiceAccount {
  /** `namespace/service`. */
  readonly id: string
  readonly type: ServiceAccountType
  readonly enabled: boolean
  /** Names of roles, of an account that is managed by API. */
  readonly roles: readonly string[]
  /** The role of a built-in account. */
  readonly descriptor: JsonValue | undefined
  /** What it may do by that role. */
  readonly rights: Rights | undefined
  /** Another one whenever the account is made or disabled. */
  readonly session: string
}

/** A token of a service account that is kept here, as a proof. */
export interface ServiceTokenRecord {
  readonly digest: string
  /** Milliseconds since the epoch. */
  readonly created: number
  /** Who made it. */
  readonly creator: string
}

interface AccountRecord extends KeptMarks {
  readonly roles: readonly string[]
  readonly enabled: boolean
}

/** A token as its maker gets it, this once. */
export interface NewServiceToken {
  readonly name: string
  readonly value: string
}

export interface ServiceAccounts {
  find(id: string): ServiceAccount | undefined
  /** Built-in ones first, then those managed by API, by name. */
  list(): readonly ServiceAccount[]
  /** Makes an account or replaces it whole; throws 400 for names that cannot be. */
  put(
    id: string,
    account: { readonly roles: readonly string[]; readonly enabled: boolean },
  ): Promise<{ readonly created: boolean }>
  /** False: there was none. Throws 400 while it has tokens, unless forced. */
  delete(id: string, force: boolean): Promise<boolean>
  /** Throws 400 for an account that does not exist, 409 for a token that does. */
  createToken(id: string, name: string, creator: string): Promise<NewServiceToken>
  deleteToken(id: string, name: string): Promise<boolean>
  /** Names of the tokens that are kept here. */
  tokenNames(id: string): readonly string[]
  /** The kept token, whoever asks for it. */
  findToken(id: string, name: string): StoredRecord<ServiceTokenRecord> | undefined
  /** Whether a secret is that of a kept token. */
  isSecretOf(record: ServiceTokenRecord, secret: string): boolean
}

export async function openServiceAccounts(store: Store, now: () => number): Promise<ServiceAccounts> {
  const accounts = await store.collection<AccountRecord>('service_accounts')
  return new StoredServiceAccounts(accounts, await store.collection<ServiceTokenRecord>('service_tokens'), now)
}

/** The text of a token: base64 without padding of a mark, the qualified name and the secret. */
export const printServiceToken = (id: string, name: string, secret: string): string =>
  Buffer.concat([Buffer.from([0, 1, 0, 1]), Buffer.from(`${id}/${name}:${secret}`)])
    .toString('base64')
    .replace(/=+$/, '')

export const SERVICE_ACCOUNT_REALM = { name: '_service_account', type: '_service_account' } as const

/** An account as a party of a request. */
export function serviceAccountSubject({ id, type, enabled, roles, rights }: ServiceAccount, token: TokenRef): Subject {
  const isBuiltIn = type === 'built_in'
  return {
    kind: 'service_account',
    username: id,
    roles,
    ...(rights && { rights }),
    fullName: `${isBuiltIn ? 'Service account' : 'User-managed service account'} - ${id}`,
    email: null,
    metadata: new Map([[isBuiltIn ? '_elastic_service_account' : '_user_managed_service_account', true]]),
    enabled,
    realm: SERVICE_ACCOUNT_REALM,
    authenticationType: 'token',
    token,
  }
}

/** Printed once: it is long, and every request of the account is judged by it. */
const rightsOf = (id: string, descriptor: JsonValue): Rights => ({
  kind: 'descriptors',
  json: writeJsonText(new Map([[id, descriptor]])),
})

const BUILT_IN: ReadonlyMap<string, ServiceAccount> = new Map(
  Object.entries(BUILT_IN_SERVICE_ACCOUNTS).map(([id, role]) => {
    const descriptor = fromPlain(role)
    const rights = rightsOf(id, descriptor)
    return [id, { id, type: 'built_in', enabled: true, roles: [], descriptor, rights, session: '' }]
  }),
)

/** Whether an account is one that every server has. */
export const isBuiltInServiceAccount = (id: string): boolean => BUILT_IN.has(id)

class StoredServiceAccounts implements ServiceAccounts {
  readonly #accounts: Collection<AccountRecord>
  readonly #tokens: Collection<ServiceTokenRecord>
  readonly #now: () => number
  /** Records never change, so what was read from one stays true, and stays the same object. */
  readonly #read = new WeakMap<StoredRecord<AccountRecord>, ServiceAccount>()

  constructor(accounts: Collection<AccountRecord>, tokens: Collection<ServiceTokenRecord>, now: () => number) {
    this.#accounts = accounts
    this.#tokens = tokens
    this.#now = now
  }

  find(id: string): ServiceAccount | undefined {
    const record = this.#accounts.find(id)
    return BUILT_IN.get(id) ?? (record && this.#toAccount(id, record))
  }

  list(): readonly ServiceAccount[] {
    return [...BUILT_IN.values(), ...[...this.#accounts.entries()].map(([id, record]) => this.#toAccount(id, record))]
  }

  async put(
    id: string,
    account: { readonly roles: readonly string[]; readonly enabled: boolean },
  ): Promise<{ readonly created: boolean }> {
    const { roles, enabled } = account
    const faults = [...findAccountFaults(id), ...roles.map((role) => findNameFault('Role', role))]
    const found = faults.filter((fault) => fault !== undefined)
    if (found.length > 0) throw validationFailed(found)
    for (;;) {
      const before = this.#accounts.find(id)
      // Tokens of an account that was deleted must not come back to life with another one of its name.
      if (!before && this.tokenNames(id).length > 0) {
        throw illegalArgument(
          `cannot create service account [${id}] because it has leftover service tokens; delete the tokens first`,
        )
      }
      const marks = nextMarks(before?.value, { isNew: !before, enabled, newPassword: false })
      if (await this.#accounts.put(id, { roles, enabled, ...marks }, before?.version ?? 0)) return { created: !before }
    }
  }

  async delete(id: string, force: boolean): Promise<boolean> {
    if (!force && this.#accounts.find(id) && this.tokenNames(id).length > 0) {
      throw illegalArgument(
        `cannot delete service account [${id}] because it has service tokens; delete the tokens first, or set force=true to delete the account and leave its tokens in place`,
      )
    }
    return this.#accounts.delete(id)
  }

  async createToken(id: string, name: string, creator: string): Promise<NewServiceToken> {
    const fault = findTokenNameFault(name)
    if (fault !== undefined) throw validationFailed([fault])
    if (!this.find(id)) throw illegalArgument(`service account [${id}] does not exist`)
    const secret = randomSecret()
    const record = { digest: proofOf(secret), created: this.#now(), creator }
    if (!(await this.#tokens.put(tokenKey(id, name), record, 0))) throw tokenExists(id, name)
    return { name, value: printServiceToken(id, name, secret) }
  }

  async deleteToken(id: string, name: string): Promise<boolean> {
    return this.#tokens.delete(tokenKey(id, name))
  }

  tokenNames(id: string): readonly string[] {
    const prefix = `${id}/`
    const names: string[] = []
    for (const [key] of this.#tokens.entries()) if (key.startsWith(prefix)) names.push(key.slice(prefix.length))
    return names
  }

  findToken(id: string, name: string): StoredRecord<ServiceTokenRecord> | undefined {
    return this.#tokens.find(tokenKey(id, name))
  }

  isSecretOf(record: ServiceTokenRecord, secret: string): boolean {
    return isSecretOf(secret, record.digest)
  }

  #toAccount(id: string, record: StoredRecord<AccountRecord>): ServiceAccount {
    const known = this.#read.get(record)
    if (known) return known
    const { roles, enabled, session = '' } = record.value
    const account: ServiceAccount = {
      id,
      type: 'user_managed',
      enabled,
      roles,
      descriptor: undefined,
      rights: undefined,
      session,
    }
    this.#read.set(record, account)
    return account
  }
}

const tokenKey = (id: string, name: string): string => `${id}/${name}`

/** 128 random bits need no slow hash. */
const proofOf = (secret: string): string => sha256Text(secret)

const tokenExists = (id: string, name: string) =>
  versionConflict(
    { name: '.security-7', uuid: '_na_' },
    `service_account_token-${tokenKey(id, name)}`,
    'document already exists (current version [1])',
  )
