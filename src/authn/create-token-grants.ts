/**
 * Who gets which tokens. A password in a body is checked where every other credential is; whoever asks must still be who he was when the
 * request began, because its body may have taken its time.
 */
import { oauthError } from '../core/errors.ts'
import type { GrantedTokens, PasswordGrant, TokenGrants } from '../identity/token-grants.ts'
import type { TokenClient, TokenHolder } from '../identity/token-records.ts'
import type { IssuedTokens, TokenGrant, TokenService } from '../identity/tokens.ts'
import { actingSubject, type Principal } from '../request/identity.ts'
import type { CredentialVerifier } from './credential-verifier.ts'
import type { DuePasswords } from './due-passwords.ts'
import type { Failures } from './failures.ts'
import type { TokenHolders } from './token-holders.ts'

export interface TokenGrantParts {
  readonly tokens: TokenService
  readonly verifier: CredentialVerifier
  readonly holders: TokenHolders
  readonly failures: Failures
  readonly passwords: DuePasswords
}

const CREATE = 'cluster:admin/xpack/security/token/create'

export const createTokenGrants = (parts: TokenGrantParts): TokenGrants => new CheckedGrants(parts)

class CheckedGrants implements TokenGrants {
  readonly #parts: TokenGrantParts

  constructor(parts: TokenGrantParts) {
    this.#parts = parts
  }

  async password(grant: PasswordGrant, client: Principal): Promise<GrantedTokens> {
    const { username, password, address } = grant
    const verdict = await this.#parts.verifier.verify({ kind: 'password', username, password }, { address })
    if (verdict.kind === 'rejected') throw verdict.error
    if (verdict.kind !== 'authenticated') throw this.#parts.failures.wrongCredentialsFor(username, CREATE)
    const { principal } = verdict
    const granted = this.#grantFor(principal)
    // Changed since the check: only what is true now counts.
    if (!this.#parts.verifier.isCurrent(principal.authenticating)) return this.password(grant, client)
    this.#assertStillClient(client)
    return granting(await this.#parts.tokens.issue(granted, clientOf(client)), principal)
  }

  async clientCredentials(client: Principal): Promise<GrantedTokens> {
    const granted = this.#grantFor(client)
    this.#assertStillClient(client)
    return granting(await this.#parts.tokens.issue(granted, undefined), client)
  }

  async refresh(token: string, client: Principal): Promise<GrantedTokens> {
    const { tokens, holders } = this.#parts
    this.#assertStillClient(client)
    const isLive = (holder: TokenHolder): boolean => holders.resolve(holder) !== undefined
    const issued = await tokens.refresh(token, clientOf(client), isLive)
    const effective = holders.resolve(issued.holder)?.subject
    const authenticating = issued.actor ? holders.resolve(issued.actor)?.subject : effective
    if (!effective || !authenticating) throw oauthError('invalid_grant', 'token has been invalidated')
    this.#parts.passwords.assertNotDue(authenticating)
    return granting(issued, { authenticating, effective, ...(issued.actor ? { runAs: effective.username } : {}) })
  }

  async kerberos(): Promise<never> {
    throw this.#parts.failures.wrongCredentialsFor('<Kerberos Token>', CREATE)
  }

  invalidate(selection: Parameters<TokenService['invalidate']>[0]): ReturnType<TokenService['invalidate']> {
    return this.#parts.tokens.invalidate(selection)
  }

  #grantFor(principal: Principal): TokenGrant {
    const { holders } = this.#parts
    const holder = holders.refer(actingSubject(principal))
    const actor = principal.runAs === undefined ? undefined : holders.refer(principal.authenticating)
    if (holder && (actor || principal.runAs === undefined)) return { holder, ...(actor ? { actor } : {}) }
    throw oauthError('unauthorized_client', `[${actingSubject(principal).username}] cannot have tokens`)
  }

  /** The anonymous party was never authenticated, so nothing about it can have changed. */
  #assertStillClient({ authenticating }: Principal): void {
    if (authenticating.kind === 'anonymous' || this.#parts.verifier.isCurrent(authenticating)) return
    throw this.#parts.failures.wrongCredentialsFor(authenticating.username, CREATE)
  }
}

function clientOf(principal: Principal): TokenClient {
  const { username, realm, apiKey } = actingSubject(principal)
  return { username, realm, ...(apiKey ? { key: apiKey.id } : {}) }
}

const granting = ({ accessToken, refreshToken, expiresIn }: IssuedTokens, principal: Principal): GrantedTokens => ({
  accessToken,
  ...(refreshToken === undefined ? {} : { refreshToken }),
  expiresIn,
  principal,
})
