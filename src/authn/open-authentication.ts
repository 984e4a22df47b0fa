/** Wires the first gate: realms, the chain of links, the authenticator. Called once, by `main.ts`, after `openIdentity`. */
import type { Clock } from '../core/clock.ts'
import { illegalArgument } from '../core/errors.ts'
import { type KeyParties, NO_KEY_PARTIES } from '../identity/key-parties.ts'
import type { Lockout, LockoutSettings, Lockouts } from '../identity/lockout.ts'
import type { LoginCache } from '../identity/login-cache.ts'
import type { IdentityServices } from '../identity/open-identity.ts'
import type { ProfileParties } from '../identity/profile-parties.ts'
import type { ServiceTokens } from '../identity/service-tokens.ts'
import { NO_TOKENS, type TokenGrants } from '../identity/token-grants.ts'
import type { AnonymousSettings } from '../identity/users.ts'
import { createFileRealm, type FileRealm } from '../realms/file-realm.ts'
import { createNativeRealm } from '../realms/native-realm.ts'
import type { Realm } from '../realms/realm.ts'
import { createRealmChain, type RealmChain } from '../realms/realm-chain.ts'
import { orderRealms, type RealmSettings } from '../realms/realm-order.ts'
import { createReservedRealm } from '../realms/reserved-realm.ts'
import { openServiceTokenFile } from '../realms/service-token-file.ts'
import type { Parties } from '../request/explain.ts'
import type { Subject } from '../request/identity.ts'
import type { Authenticator, Authorizer } from '../request/ports.ts'
import type { IdentityKeeper } from '../request/stored-identity.ts'
import { createAccessTokenLink } from './access-token-link.ts'
import { createApiKeyLink } from './api-key-link.ts'
import { createAuthenticator } from './authenticator.ts'
import { createAccessTokenCheck } from './check-access-token.ts'
import { createApiKeyCheck, createKeyHolders, createOwnerMarks } from './check-api-key.ts'
import { createServiceTokenCheck } from './check-service-token.ts'
import { createKeyParties } from './create-key-parties.ts'
import { createProfileParties } from './create-profile-parties.ts'
import { createTokenGrants } from './create-token-grants.ts'
import { type CredentialVerifier, createCredentialVerifier } from './credential-verifier.ts'
import { demandAuthentication } from './demand-authentication.ts'
import { createDuePasswords, type DuePasswords } from './due-passwords.ts'
import { createFailures, defaultChallenges } from './failures.ts'
import { createIdentityKeeper } from './identity-keeper.ts'
import type { CredentialLink } from './link.ts'
import { createLoginGuard, type LoginGuard, NO_GUARD } from './login-guard.ts'
import { createParties } from './parties.ts'
import { createRealmLink, createToSubject } from './realm-link.ts'
import { createServiceTokenLink } from './service-token-link.ts'
import { createTokenHolders } from './token-holders.ts'

export interface AuthenticationSettings {
  /** `xpack.security.authc.anonymous.*`; without roles there is no anonymous access. */
  readonly anonymous: AnonymousSettings
  /** `xpack.security.authc.anonymous.authz_exception`; left out, it is true. */
  readonly authzException?: boolean
  /** `xpack.security.authc.run_as.enabled`. */
  readonly runAs: boolean
  /** `xpack.security.authc.reserved_realm.enabled`. */
  readonly reservedRealm: boolean
  /** `xpack.security.authc.realms.*`; left out, there are the file realm and the native realm. */
  readonly realms?: readonly RealmSettings[]
  /** The folder of `users` and `users_roles`; left out, there is no file realm. */
  readonly filesFolder?: string
  /** The token service is on: its challenge is sent. */
  readonly tokens: boolean
  /** `sallyport.token.keep_on_password_change`; left out, it is false. */
  readonly keepTokensOnPasswordChange?: boolean
  /** API keys are on: their challenge is sent and keys are read. */
  readonly apiKeys: boolean
  /** `sallyport.authn.cache.*`. */
  readonly cache: { readonly size: number; readonly ttl: number }
  /** `sallyport.lockout.*`; left out, nobody is locked out. */
  readonly lockout?: LockoutSettings
}

export interface Authentication {
  readonly authenticator: Authenticator
  readonly verifier: CredentialVerifier
  readonly realms: RealmChain
  readonly logins: LoginCache
  readonly lockouts: Lockouts
  readonly tokens: TokenGrants
  readonly keyParties: KeyParties
  readonly profileParties: ProfileParties
  readonly serviceTokens: ServiceTokens
  readonly parties: Parties
  /** Identities by reference, for tasks. */
  readonly identities: IdentityKeeper
  /** The second gate as it is met by anonymous callers, and by whoever has to change his password first; others meet it as it is. */
  guard(authorizer: Authorizer): Authorizer
  /** What that gate refuses a call with because a password has to be changed first. */
  dueRefusalOf: DuePasswords['refusalOf']
  /** Reads the files of realms and service tokens now. */
  reloadFiles(): void
  /** Ends what watches files. */
  close(): void
}

export interface AuthenticationParts {
  readonly identity: IdentityServices
  readonly settings: AuthenticationSettings
  readonly clock: Clock
  /** Told what is wrong with the files of realms. */
  readonly onFault?: (message: string) => void
  /** Told of every lock that begins. */
  readonly onLockout?: (lockout: Lockout) => void
  /** What locks are measured by; left out, the time since the process began. */
  readonly elapsed?: () => number
  /** With other processes that answer for the same node; left out, there are none. */
  readonly shared?: SharedGuard
}

/** A guard that counts for several processes, and the key by which they compare what is presented to them. */
export interface SharedGuard {
  readonly guard: LoginGuard
  readonly digestKey: string
}

export function openAuthentication(parts: AuthenticationParts): Authentication {
  const { identity, settings } = parts
  const { users, passwords } = identity
  const failures = createFailures(defaultChallenges(settings))
  const toSubject = createToSubject(settings.anonymous.roles)
  const { list, files } = openRealms(parts)
  const realms = createRealmChain(list, passwords)
  const { tokens, serviceAccounts: accounts } = identity
  const tokenFile = openServiceTokenFile({ folder: settings.filesFolder, passwords, onFault: parts.onFault ?? (() => {}) })
  const findOwnerMark = createOwnerMarks(realms, accounts)
  const keys = createKeyHolders({ keys: identity.apiKeys, findOwnerMark })
  const keepOnPasswordChange = settings.keepTokensOnPasswordChange ?? false
  const holderParts = { realms, toSubject, accounts, file: tokenFile, keys }
  const holders = createTokenHolders({ ...holderParts, keepOnPasswordChange })
  const links: readonly CredentialLink[] = [
    createServiceTokenLink(createServiceTokenCheck({ accounts, file: tokenFile, holders }), failures),
    ...(settings.tokens ? [createAccessTokenLink(createAccessTokenCheck({ tokens, holders, failures }))] : []),
    ...(settings.apiKeys ? [createApiKeyLink(createApiKeyCheck({ keys: identity.apiKeys, findOwnerMark, failures }))] : []),
    createRealmLink(realms, toSubject),
  ]
  const lockouts = openGuard(parts)
  const passwordsDue = createDuePasswords(identity.clock)
  const checks = { failures, passwords: passwordsDue }
  const options = {
    ...(parts.onFault && { onFault: parts.onFault }),
    ...(parts.shared && { digestKey: parts.shared.digestKey }),
  }
  const remembering = { cache: settings.cache, clock: identity.clock }
  const verifier = createCredentialVerifier({ links, guard: lockouts, ...remembering, ...checks, ...options })
  users.onChange((username, origin) => origin === 'here' && lockouts.pardon(username))
  users.onChange((username) => verifier.forget((subject) => subject.username === username))
  const logins: LoginCache = {
    realms: realms.realms.map(({ name }) => name),
    forget: (realm, usernames) =>
      verifier.forget((subject) => subject.realm.name === realm && (usernames?.includes(subject.username) ?? true)),
  }
  const anonymous = anonymousSubject(settings.anonymous)
  const gate = { verifier, realms, toSubject, anonymous, runAs: settings.runAs, ...checks }
  const authenticator = createAuthenticator(gate)
  const asks = anonymous !== undefined && settings.authzException === false
  const hasDue = passwords.policy.maxAge > 0 || passwords.policy.mustChange
  const guard = (authorizer: Authorizer): Authorizer => {
    const asking = asks ? demandAuthentication(authorizer, failures) : authorizer
    return hasDue ? passwordsDue.guard(asking) : asking
  }
  const grants = settings.tokens ? createTokenGrants({ tokens, verifier, holders, ...checks }) : NO_TOKENS
  const keyParties = settings.apiKeys
    ? createKeyParties({ keys: identity.apiKeys, verifier, realms, toSubject, findOwnerMark, runAs: settings.runAs, ...checks })
    : NO_KEY_PARTIES
  const serviceTokens: ServiceTokens = {
    fileTokenNames: (account) => tokenFile.tokenNames(account),
    forget: (account, names) =>
      verifier.forget(
        ({ username, token }) => username === account && token !== undefined && (names?.includes(token.name) ?? true),
      ),
  }
  const identities = createIdentityKeeper({
    realms,
    tokenHolders: holders,
    partyHolders: createTokenHolders({ ...holderParts, keepOnPasswordChange: true }),
    tokens,
    anonymous,
  })
  const parties = createParties({ realms, toSubject, anonymous, accounts, keys })
  const reloadFiles = (): void => {
    files?.reload()
    tokenFile.reload()
  }
  const close = (): void => {
    files?.close()
    tokenFile.close()
  }
  return {
    authenticator,
    verifier,
    realms,
    logins,
    lockouts,
    tokens: grants,
    keyParties,
    profileParties: createProfileParties(verifier, failures),
    serviceTokens,
    parties,
    identities,
    guard,
    dueRefusalOf: passwordsDue.refusalOf,
    reloadFiles,
    close,
  }
}

function openGuard({ settings, clock, elapsed, onLockout, shared }: AuthenticationParts): LoginGuard {
  if (!settings.lockout) return NO_GUARD
  if (shared) return shared.guard
  return createLoginGuard({ settings: settings.lockout, clock, ...(elapsed && { elapsed }), ...(onLockout && { onLockout }) })
}

/** The reserved realm first, then the others in their order. */
function openRealms({ identity, settings, onFault = () => {} }: AuthenticationParts): {
  readonly list: readonly Realm[]
  readonly files: FileRealm | undefined
} {
  const { users, reserved, passwords } = identity
  let files: FileRealm | undefined
  const list: Realm[] = settings.reservedRealm ? [createReservedRealm(reserved, passwords)] : []
  for (const { type, name } of orderRealms(settings.realms ?? [])) {
    if (type === 'native') list.push(createNativeRealm(name, users, passwords))
    if (type !== 'file') continue
    const folder = settings.filesFolder
    if (folder !== undefined) {
      files = createFileRealm({ name, folder, passwords, onFault })
      list.push(files)
    } else if (settings.realms?.some((realm) => realm.type === 'file')) {
      throw illegalArgument(`realm [${name}] of type [file] needs the folder of its files, [path.conf]`)
    }
  }
  return { list, files }
}

function anonymousSubject({ username, roles }: AnonymousSettings): Subject | undefined {
  if (roles.length === 0) return undefined
  return {
    kind: 'anonymous',
    username,
    roles,
    fullName: null,
    email: null,
    metadata: new Map([['_reserved', true]]),
    enabled: true,
    realm: { name: '__anonymous', type: '__anonymous' },
    authenticationType: 'anonymous',
  }
}
