/** Opens what the server keeps about who may log in. Called once, by `main.ts`, after the store. */
import { type Clock, createSteadyClock, systemClock } from '../core/clock.ts'
import type { Store } from '../store/collection.ts'
import { type ApiKeys, openApiKeys } from './api-keys.ts'
import { readBreachedPasswords } from './breached-passwords.ts'
import { type CredentialUses, openCredentialUses } from './credential-uses.ts'
import { parseHashAlgorithm } from './hash-format.ts'
import { HashPool, type HashPoolOptions } from './hash-pool.ts'
import { deleteOldKeys, type KeyRetention } from './key-retention.ts'
import { type PasswordPolicy, PLAIN_POLICY } from './password-policy.ts'
import { createPasswords, type Passwords } from './passwords.ts'
import { openProfiles, type Profiles } from './profiles.ts'
import { openReservedUsers, type ReservedUsers } from './reserved-users.ts'
import { openServiceAccounts, type ServiceAccounts } from './service-accounts.ts'
import { openTokens, type TokenService } from './tokens.ts'
import { type AnonymousSettings, openUsers, type UserService } from './users.ts'

export interface PasswordPolicySettings {
  readonly minLength: number
  /** A path; empty: none. */
  readonly breachedFile: string
  readonly history: number
  /** Milliseconds; left out or 0: passwords do not grow too old. */
  readonly maxAge?: number
  readonly mustChange?: boolean
}

export interface IdentitySettings {
  /** `xpack.security.authc.password_hashing.algorithm`. */
  readonly passwordHashing: string
  /** `sallyport.hashing.*`. */
  readonly hashing: HashPoolOptions
  /** `sallyport.password_policy.*`; left out, only the length that Elasticsearch asks for counts. */
  readonly passwordPolicy?: PasswordPolicySettings
  /** `xpack.security.authc.reserved_realm.enabled`. */
  readonly reservedRealm: boolean
  /** `xpack.security.authc.anonymous.*`. */
  readonly anonymous: AnonymousSettings
  /** `xpack.security.authc.token.timeout`; left out, it is 20 minutes. */
  readonly tokenTimeout?: number
  /** `xpack.security.authc.api_key.delete.*`, in milliseconds; left out, API keys are kept for ever. */
  readonly keyRetention?: KeyRetention
  /** Milliseconds between two writings of what was counted of credentials; left out, it is a minute. */
  readonly useInterval?: number
  /** Left out, it is the time of day. */
  readonly clock?: Clock
  /** Told by how many milliseconds that clock was set back while the node runs; what has expired stays so. */
  readonly onClockSetBack?: (millis: number) => void
}

const TOKEN_TIMEOUT = 20 * 60 * 1000

export interface IdentityServices {
  readonly users: UserService
  readonly reserved: ReservedUsers
  readonly passwords: Passwords
  readonly tokens: TokenService
  readonly serviceAccounts: ServiceAccounts
  readonly profiles: Profiles
  readonly apiKeys: ApiKeys
  readonly credentialUses: CredentialUses
  /** Never goes back. */
  readonly clock: Clock
  /** Password checks that wait for a thread. */
  waitingHashes(): number
  /** Stops the hashing threads; the store is the caller's to close. */
  close(): Promise<void>
}

export async function openIdentity(store: Store, settings: IdentitySettings): Promise<IdentityServices> {
  const pool = new HashPool(settings.hashing)
  const policy = await openPolicy(settings.passwordPolicy)
  const passwords = createPasswords({ pool, algorithm: parseHashAlgorithm(settings.passwordHashing), policy })
  const { onClockSetBack } = settings
  const clock = createSteadyClock(settings.clock ?? systemClock, onClockSetBack ? { onSetBack: onClockSetBack } : {})
  const now = (): number => clock.now()
  const reserved = await openReservedUsers({ store, passwords, enabled: settings.reservedRealm, now })
  const users = await openUsers({ store, reserved, passwords, anonymous: settings.anonymous, now })
  const tokens = await openTokens({ store, clock, timeout: settings.tokenTimeout ?? TOKEN_TIMEOUT })
  const serviceAccounts = await openServiceAccounts(store, now)
  const apiKeys = await openApiKeys(store, clock)
  const credentialUses = await openCredentialUses(store, clock, settings.useInterval)
  const stopDeleting = settings.keyRetention ? deleteOldKeys(apiKeys, credentialUses, settings.keyRetention) : () => {}
  const profiles = await openProfiles(store, now)
  const close = async (): Promise<void> => {
    tokens.close()
    await credentialUses.close()
    stopDeleting()
    await pool.close()
  }
  const waitingHashes = (): number => pool.waiting
  return { users, reserved, passwords, tokens, serviceAccounts, apiKeys, credentialUses, profiles, clock, waitingHashes, close }
}

async function openPolicy(settings: PasswordPolicySettings | undefined): Promise<PasswordPolicy> {
  if (!settings) return PLAIN_POLICY
  const { minLength, breachedFile, maxAge = 0, mustChange = false } = settings
  // A password that has to be changed is not changed by setting it again.
  const history = Math.max(settings.history, maxAge > 0 || mustChange ? 1 : 0)
  const breached = breachedFile === '' ? undefined : await readBreachedPasswords(breachedFile)
  return { minLength, history, maxAge, mustChange, ...(breached && { breached }) }
}
