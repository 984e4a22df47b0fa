/**
 * The first gate: who is asking, for whom, and who else. Reads three headers and nothing else of a request. Refusals are 401s in
 * Elasticsearch's words, or 400 where a security header came twice with different values.
 */
import { ElasticError } from '../core/errors.ts'
import type { RealmChain } from '../realms/realm-chain.ts'
import type { RequestHead } from '../request/head.ts'
import type { Identity, Principal, Subject } from '../request/identity.ts'
import type { Authenticator } from '../request/ports.ts'
import type { CredentialVerifier, Verdict } from './credential-verifier.ts'
import type { DuePasswords } from './due-passwords.ts'
import { type Failures, secondaryFailure } from './failures.ts'
import type { ToSubject } from './realm-link.ts'

export interface AuthenticatorOptions {
  readonly verifier: CredentialVerifier
  readonly realms: RealmChain
  readonly failures: Failures
  readonly passwords: DuePasswords
  readonly toSubject: ToSubject
  /** Who a request without credentials is; undefined: nobody. */
  readonly anonymous: Subject | undefined
  /** `xpack.security.authc.run_as.enabled`. */
  readonly runAs: boolean
}

/** Whose header to run as somebody counts for nothing. */
const NEVER_RUN_AS: ReadonlySet<Subject['kind']> = new Set(['anonymous', 'service_account'])

export function createAuthenticator(options: AuthenticatorOptions): Authenticator {
  return new HeaderAuthenticator(options)
}

class HeaderAuthenticator implements Authenticator {
  readonly #options: AuthenticatorOptions
  readonly #anonymous: Principal | undefined

  constructor(options: AuthenticatorOptions) {
    this.#options = options
    const { anonymous } = options
    this.#anonymous = anonymous && Object.freeze({ authenticating: anonymous, effective: anonymous })
  }

  async identify(head: RequestHead): Promise<Identity> {
    const authorization = head.headers.findSingle('authorization')
    const runAs = head.headers.findSingle('es-security-runas-user')
    const secondary = head.headers.findSingle('es-secondary-authorization')?.trim()

    const found = this.#primary(authorization, head)
    const authenticated = found instanceof Promise ? await found : found
    const principal = runAs === undefined ? authenticated : this.#runAs(authenticated, runAs, head.uri)
    if (!secondary) return principal
    return { ...principal, secondary: await this.#secondary(secondary, head) }
  }

  /** At once where the credentials are remembered: most requests wait for nothing here. */
  #primary(header: string | undefined, { uri, remoteAddress }: RequestHead): Principal | Promise<Principal> {
    if (!header) return this.#withoutCredentials(uri)
    const verdict = this.#options.verifier.verifyHeader(header, { address: remoteAddress })
    return verdict instanceof Promise ? verdict.then((late) => this.#principalOf(late, uri)) : this.#principalOf(verdict, uri)
  }

  #principalOf(verdict: Verdict, uri: string): Principal {
    if (verdict.kind === 'authenticated') return verdict.principal
    if (verdict.kind === 'none') return this.#withoutCredentials(uri)
    throw refusalOf(verdict, this.#options.failures, uri)
  }

  #withoutCredentials(uri: string): Principal {
    if (this.#anonymous) return this.#anonymous
    throw this.#options.failures.missing(uri)
  }

  /** The target keeps its own roles; whether it may be taken on is asked at authorization. Some cannot run as anybody. */
  #runAs(principal: Principal, username: string, uri: string): Principal {
    const { authenticating } = principal
    if (!this.#options.runAs || NEVER_RUN_AS.has(authenticating.kind)) return principal
    // A token that was issued under run-as stands for its party: there is no second one behind it.
    if (principal.runAs !== undefined) return principal
    const target = username === '' ? undefined : this.#options.realms.lookup(username)
    if (username === '' || target?.user.enabled === false) {
      throw this.#options.failures.wrongCredentials(authenticating.username, uri)
    }
    return { authenticating, effective: target && this.#options.toSubject(target.user, target.realm), runAs: username }
  }

  /** Never anonymous, never run-as; a second identity that fails is never ignored. */
  async #secondary(header: string, head: RequestHead): Promise<Principal> {
    const { verifier, failures } = this.#options
    try {
      const verdict = await verifier.verifyHeader(header, { address: head.remoteAddress })
      if (verdict.kind === 'authenticated') {
        this.#options.passwords.assertNotDue(verdict.principal.authenticating)
        return verdict.principal
      }
      throw verdict.kind === 'none' ? failures.missing(head.uri) : refusalOf(verdict, failures, head.uri)
    } catch (error) {
      throw error instanceof ElasticError ? secondaryFailure(error) : error
    }
  }
}

function refusalOf(
  verdict: Extract<Verdict, { kind: 'unsuccessful' | 'rejected' }>,
  failures: Failures,
  uri: string,
): ElasticError {
  if (verdict.kind === 'rejected') return verdict.error
  const { credential, notes } = verdict
  return credential.kind === 'password' ? failures.wrongCredentials(credential.username, uri) : failures.notedAs(notes)
}
