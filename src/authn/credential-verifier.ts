/**
 * The one place where credentials are checked, for every channel that takes them: both headers today, bodies that carry a password later.
 * Asks the guard, runs the chain of links, and remembers successes, under a digest that only this process can make; of failures the guard
 * keeps a count.
 */
import { BoundedCache } from '../core/bounded-cache.ts'
import type { Clock } from '../core/clock.ts'
import { ElasticError } from '../core/errors.ts'
import { createKeyedDigest } from '../core/secrets.ts'
import type { Turn } from '../identity/fair-queue.ts'
import type { Account } from '../identity/lockout.ts'
import type { Principal, Subject } from '../request/identity.ts'
import { findApiKeyId, wrongSecretNote } from './api-key-link.ts'
import { type Credential, parseAuthorization } from './credential.ts'
import type { DuePasswords } from './due-passwords.ts'
import type { Failures } from './failures.ts'
import type { CredentialLink, FailureScope, LinkVerdict } from './link.ts'
import type { LoginGuard, Outcome } from './login-guard.ts'

export type Verdict =
  | { readonly kind: 'authenticated'; readonly principal: Principal }
  /** There was no credential at all. */
  | { readonly kind: 'none' }
  /** Nobody took it; the notes say who tried. */
  | {
      readonly kind: 'unsuccessful'
      readonly credential: Credential
      readonly notes: readonly string[]
      readonly counts?: FailureScope
    }
  | { readonly kind: 'rejected'; readonly error: ElasticError; readonly counts?: FailureScope }

/** Where an attempt comes from. */
export interface Origin {
  /** The peer's address. */
  readonly address: string
}

export interface CredentialVerifier {
  /** An `Authorization` header, or a second one of the same syntax. Malformed ones throw 401. */
  verifyHeader(header: string, origin: Origin): Verdict | Promise<Verdict>
  /** A credential that came otherwise; it opens nothing while its password has to be changed. */
  verify(credential: Credential, origin: Origin): Promise<Verdict>
  /** Whether a party that was authenticated here still would be: false once anything that was relied on has changed. */
  isCurrent(subject: Subject): boolean
  /** Forgets what it remembers of some; never needed for correctness. */
  forget(of: (subject: Subject) => boolean): void
  /** Successes that are remembered. */
  readonly remembered: number
}

export interface CredentialVerifierOptions {
  /** In the order of the chain. */
  readonly links: readonly CredentialLink[]
  readonly failures: Failures
  readonly guard: LoginGuard
  readonly passwords: DuePasswords
  readonly cache: { readonly size: number; readonly ttl: number }
  readonly clock: Clock
  /** Told why a credential could not be checked. */
  readonly onFault?: (message: string) => void
}

interface Success {
  readonly verdict: Extract<Verdict, { kind: 'authenticated' }>
  /** False for good once a record behind it has changed. */
  readonly isCurrent: () => boolean
  readonly account: Account | undefined
  /** A digest of the credential, whatever way it came. */
  readonly proof: string
  /** Why it is not taken from an address. */
  readonly refusal: Authenticated['refusal']
  /** Where it was last used from. */
  address: string
}

type Authenticated = Extract<LinkVerdict, { kind: 'authenticated' }>

/** One check, and the key under which its success is remembered. */
interface Check {
  readonly key: string
  readonly credential: Credential
  readonly proof: string
  readonly address: string
}

const NO_CREDENTIAL: Verdict = { kind: 'none' }

export function createCredentialVerifier(options: CredentialVerifierOptions): CredentialVerifier {
  const { links, failures, guard, passwords, cache, clock, onFault = () => {} } = options
  const successes = new BoundedCache<string, Success>({ ...cache, clock })
  const currency = new WeakMap<Subject, () => boolean>()
  const digest = createKeyedDigest()

  const flights = new Map<string, Promise<Verdict>>()

  const remembered = (key: string, { address }: Origin): Verdict | undefined => {
    const success = successes.get(key)
    if (!success) return undefined
    if (!holdsStill(success)) {
      successes.delete(key)
      return undefined
    }
    if (success.address === address && !guard.hasLocks()) return success.verdict
    // Its place is decided anew by the chain.
    if (success.refusal?.(address) !== undefined) return undefined
    // What is right somewhere else may still be a guess here.
    if (!guard.admitsRemembered({ account: success.account, proof: success.proof, address })) return undefined
    success.address = address
    return success.verdict
  }

  const remember = ({ key, credential, proof, address }: Check, found: Authenticated): Verdict => {
    const { subject, isCurrent, effective, refusal } = found
    const note = refusal?.(address)
    if (note !== undefined) return { kind: 'unsuccessful', credential, notes: [note], counts: 'nobody' }
    const runAs = effective ? { runAs: effective.username } : {}
    const principal: Principal = Object.freeze({ authenticating: subject, effective: effective ?? subject, ...runAs })
    currency.set(subject, isCurrent)
    const verdict = { kind: 'authenticated', principal } as const
    const success: Success = { verdict, isCurrent, account: accountOf(credential), proof, refusal, address }
    successes.set(key, success)
    return success.verdict
  }

  const runChain = async (check: Check, turn: Turn): Promise<Verdict> => {
    const { credential } = check
    const notes: string[] = []
    let counts: FailureScope | undefined
    for (const link of links) {
      const verdict = await link.authenticate(credential, turn)
      if (verdict.kind === 'authenticated') return remember(check, verdict)
      if (verdict.kind === 'rejected') return verdict
      if (verdict.kind !== 'unsuccessful') continue
      if (verdict.note !== undefined) notes.push(verdict.note)
      counts ??= verdict.counts
    }
    return { kind: 'unsuccessful', credential, notes, ...(counts && { counts }) }
  }

  /** The same credential from the same address while it is being checked is the same attempt. */
  const attempt = (key: string, credential: Credential, { address }: Origin): Promise<Verdict> => {
    const proof = digest(JSON.stringify(credential))
    const place = `${address} ${proof}`
    const running = flights.get(place)
    if (running) return running
    const permit = guard.admit({ account: accountOf(credential), address, proof })
    if (!permit) return Promise.resolve(refusalOf(credential))
    const flight = runChain({ key, credential, proof, address }, permit.turn)
      .then(
        (verdict) => {
          permit.end(outcomeOf(verdict))
          return verdict
        },
        (error: unknown) => {
          permit.end(undefined)
          throw asUnavailable(error, onFault)
        },
      )
      .finally(() => flights.delete(place))
    flights.set(place, flight)
    return flight
  }

  return {
    verifyHeader(header, origin) {
      const key = digest(header)
      const known = remembered(key, origin)
      if (known) return known
      const credential = parseAuthorization(header, failures)
      return credential ? attempt(key, credential, origin) : NO_CREDENTIAL
    },
    async verify(credential, origin) {
      const key = digest(JSON.stringify(credential))
      return refusedWhereDue(remembered(key, origin) ?? (await attempt(key, credential, origin)), passwords)
    },
    isCurrent: (subject) => currency.get(subject)?.() === true,
    forget: (of) => successes.deleteWhere(({ verdict }) => of(verdict.principal.authenticating)),
    get remembered() {
      return successes.size
    },
  }
}

/** What cannot be read vouches for nobody; the chain then says so. */
function holdsStill({ isCurrent }: Success): boolean {
  try {
    return isCurrent()
  } catch {
    return false
  }
}

/** Trouble here is neither a wrong credential nor a right one. */
function asUnavailable(error: unknown, onFault: (message: string) => void): ElasticError {
  if (error instanceof ElasticError) return error
  onFault(`a credential could not be checked: ${error instanceof Error ? error.message : String(error)}`)
  return new ElasticError('authentication_processing_error', 'error attempting to authenticate request', { status: 503 })
}

function refusedWhereDue(verdict: Verdict, passwords: DuePasswords): Verdict {
  if (verdict.kind !== 'authenticated') return verdict
  try {
    passwords.assertNotDue(verdict.principal.authenticating)
    return verdict
  } catch (error) {
    if (error instanceof ElasticError) return { kind: 'rejected', error }
    throw error
  }
}

/** Whose secret a credential is; a token names nobody. */
function accountOf(credential: Credential): Account | undefined {
  if (credential.kind === 'password') return { kind: 'user', name: credential.username }
  const id = findApiKeyId(credential)
  return id === undefined ? undefined : { kind: 'api_key', name: id }
}

/** What a wrong secret is answered: who is locked learns nothing else. */
function refusalOf(credential: Credential): Verdict {
  const id = findApiKeyId(credential)
  return { kind: 'unsuccessful', credential, notes: id === undefined ? [] : [wrongSecretNote(id)] }
}

function outcomeOf(verdict: Verdict): Outcome | undefined {
  if (verdict.kind === 'none') return undefined
  if (verdict.kind === 'authenticated') return { kind: 'accepted' }
  return { kind: 'failed', ...(verdict.counts && { counts: verdict.counts }) }
}
