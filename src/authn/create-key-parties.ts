/** Who may be given a key: a credential in a body is checked where every other one is, so that guesses count here as anywhere. */
import { ElasticError, forbidden, illegalArgument } from '../core/errors.ts'
import type { ApiKey } from '../identity/api-key-record.ts'
import type { ApiKeys } from '../identity/api-keys.ts'
import type { GranteeCredential, KeyParties } from '../identity/key-parties.ts'
import type { RealmChain } from '../realms/realm-chain.ts'
import type { Principal } from '../request/identity.ts'
import { assertApiKey } from './api-key-link.ts'
import type { FindOwnerMark } from './check-api-key.ts'
import { apiKeyCredential, type Credential } from './credential.ts'
import type { CredentialVerifier, Verdict } from './credential-verifier.ts'
import type { Failures } from './failures.ts'
import type { ToSubject } from './realm-link.ts'

export interface KeyPartyParts {
  readonly verifier: CredentialVerifier
  readonly realms: RealmChain
  readonly toSubject: ToSubject
  readonly findOwnerMark: FindOwnerMark
  readonly failures: Failures
  /** `xpack.security.authc.run_as.enabled`. */
  readonly runAs: boolean
  readonly keys: Pick<ApiKeys, 'find'>
}

const GRANT = 'cluster:admin/xpack/security/api_key/grant'
const CREATE = 'cluster:admin/xpack/security/api_key/create'

export const createKeyParties = (parts: KeyPartyParts): KeyParties => new CheckedParties(parts)

class CheckedParties implements KeyParties {
  readonly #parts: KeyPartyParts

  constructor(parts: KeyPartyParts) {
    this.#parts = parts
  }

  /** The anonymous party was never authenticated, so nothing about it can have changed. */
  assertCurrent({ authenticating, effective }: Principal): void {
    const { verifier, failures } = this.#parts
    if (authenticating.kind === 'anonymous' || verifier.isCurrent(authenticating)) return
    throw failures.wrongCredentialsFor((effective ?? authenticating).username, CREATE)
  }

  async grantee(credential: GranteeCredential, runAs: string | undefined, address: string): Promise<Principal> {
    const verdict = await this.#parts.verifier.verify(credential, { address })
    if (verdict.kind !== 'authenticated') throw granteeFailure(this.#causeOf(verdict, credential))
    const { principal } = verdict
    if (!this.#parts.verifier.isCurrent(principal.authenticating)) return this.grantee(credential, runAs, address)
    return runAs === undefined ? principal : this.#actAs(principal, runAs)
  }

  async source(encoded: string, address: string): Promise<ApiKey> {
    const credential = apiKeyCredential(encoded)
    assertApiKey(credential)
    const verdict = await this.#parts.verifier.verify(credential, { address })
    const id = verdict.kind === 'authenticated' ? verdict.principal.authenticating.apiKey?.id : undefined
    const key = id === undefined ? undefined : this.#parts.keys.find(id)
    if (verdict.kind === 'authenticated' && key && this.#parts.verifier.isCurrent(verdict.principal.authenticating)) return key
    const why = verdict.kind === 'unsuccessful' ? verdict.notes.map((note) => note.replace(/^API key: /, '')).join(', ') : ''
    const cause = verdict.kind === 'rejected' ? verdict.error : new ElasticError('security_exception', why, { status: 401 })
    throw forbidden('Failed to clone API key', { causedBy: cause, rootCause: [cause] })
  }

  markOf(...[owner, onOwnerDisabled]: Parameters<KeyParties['markOf']>): string | undefined {
    if (onOwnerDisabled !== 'revoke') return undefined
    const mark = this.#parts.findOwnerMark(owner)
    if (mark !== undefined) return mark
    throw illegalArgument(`[on_owner_disabled] cannot be [revoke]: nothing is known of the account of [${owner.username}] here`)
  }

  forget(ids: readonly string[] | undefined): void {
    this.#parts.verifier.forget(({ apiKey }) => apiKey !== undefined && (ids?.includes(apiKey.id) ?? true))
  }

  /** Whether it may is asked by whoever authorizes. A party that is already somebody else's stays what it is. */
  #actAs(principal: Principal, username: string): Principal {
    const { authenticating } = principal
    if (!this.#parts.runAs || principal.runAs !== undefined || authenticating.kind === 'service_account') return principal
    const target = this.#parts.realms.lookup(username)
    if (target?.user.enabled === false) {
      throw granteeFailure(this.#parts.failures.wrongCredentialsFor(username, GRANT))
    }
    return { authenticating, effective: target && this.#parts.toSubject(target.user, target.realm), runAs: username }
  }

  #causeOf(verdict: Exclude<Verdict, { kind: 'authenticated' }>, credential: Credential): ElasticError {
    if (verdict.kind === 'rejected') return verdict.error
    const name = credential.kind === 'password' ? credential.username : '_bearer_token'
    const notes = verdict.kind === 'unsuccessful' ? verdict.notes : []
    return this.#parts.failures.wrongCredentialsFor(name, GRANT, notes)
  }
}

const granteeFailure = (cause: ElasticError): ElasticError =>
  forbidden('Failed to authenticate api key grant', { causedBy: cause, rootCause: [cause] })
