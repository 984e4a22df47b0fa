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
import { type CredentialLink, type FailureScope, type LinkVerdict, whenThere } from './link.ts'
import type { LoginGuard, Outcome, Permit } from './login-guard.ts'

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
  /** Of the digests that the guard compares; left out, they are compared in this process only. */
  readonly digestKey?: string
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
  readonly account: Account | undefined
  readonly proof: string
  readonly address: string
}

/** What links said that did not take a credential. */
interface Remarks {
  readonly notes: readonly string[]
  readonly counts?: FailureScope | undefined
}

const NO_CREDENTIAL: Verdict = { kind: 'none' }
const NO_REMARKS: Remarks = { notes: [] }

const withRemark = ({ notes, counts }: Remarks, said: Extract<LinkVerdict, { kind: 'unsuccessful' }>): Remarks => ({
  notes: said.note === undefined ? notes : [...notes, said.note],
  counts: counts ?? said.counts,
})

export function createCredentialVerifier(options: CredentialVerifierOptions): CredentialVerifier {
  const { links, failures, guard, passwords, cache, clock, digestKey, onFault = () => {} } = options
  const successes = new BoundedCache<string, Success>({ ...cache, clock })
  const currency = new WeakMap<Subject, () => boolean>()
  const digest = createKeyedDigest(digestKey)

  const flights = new Map<string, Promise<Verdict>>()

  /** At once, but where a guard elsewhere is asked. */
  const remembered = (key: string, { address }: Origin): Verdict | undefined | Promise<Verdict | undefined> => {
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
    const admitted = guard.admitsRemembered({ account: success.account, proof: success.proof, address })
    return whenThere(admitted, (isAdmitted) => {
      if (!isAdmitted) return undefined
      success.address = address
      return success.verdict
    })
  }

  const remember = ({ key, credential, account, proof, address }: Check, found: Authenticated): Verdict => {
    const { subject, isCurrent, effective, refusal } = found
    const note = refusal?.(address)
    if (note !== undefined) return { kind: 'unsuccessful', credential, notes: [note], counts: 'nobody' }
    const runAs = effective ? { runAs: effective.username } : {}
    const principal: Principal = Object.freeze({ authenticating: subject, effective: effective ?? subject, ...runAs })
    currency.set(subject, isCurrent)
    const verdict = { kind: 'authenticated', principal } as const
    const success: Success = { verdict, isCurrent, account, proof, refusal, address }
    successes.set(key, success)
    return success.verdict
  }

  /** Asks the links from `at` on. */
  const askLinks = (check: Check, turn: Turn, at = 0, said: Remarks = NO_REMARKS): Verdict | Promise<Verdict> => {
    const { credential } = check
    const link = links[at]
    if (!link) return { kind: 'unsuccessful', credential, notes: said.notes, ...(said.counts && { counts: said.counts }) }
    return whenThere(link.authenticate(credential, turn), (verdict) => {
      if (verdict.kind === 'authenticated') return remember(check, verdict)
      if (verdict.kind === 'rejected') return verdict
      return askLinks(check, turn, at + 1, verdict.kind === 'unsuccessful' ? withRemark(said, verdict) : said)
    })
  }

  /** The permit ends with the check, however that ends. */
  const runChain = (check: Check, permit: Permit): Verdict | Promise<Verdict> => {
    const end = (verdict: Verdict): Verdict => {
      permit.end(outcomeOf(verdict))
      return verdict
    }
    const fail = (error: unknown): never => {
      permit.end(undefined)
      throw asUnavailable(error, onFault)
    }
    let answer: Verdict | Promise<Verdict>
    try {
      answer = askLinks(check, permit.turn)
    } catch (error) {
      return fail(error)
    }
    return answer instanceof Promise ? answer.then(end, fail) : end(answer)
  }

  /** The same credential from the same address while it is being checked is the same attempt. */
  const attempt = (key: string, credential: Credential, { address }: Origin): Verdict | Promise<Verdict> => {
    const proof = digest(textOf(credential))
    const place = `${address} ${proof}`
    const running = flights.get(place)
    if (running) return running
    const account = accountOf(credential)
    const check = { key, credential, account, proof, address }
    const answer = whenThere(guard.admit({ account, address, proof }), (permit) =>
      permit ? runChain(check, permit) : refusalOf(credential),
    )
    if (!(answer instanceof Promise)) return answer
    const flight = answer.finally(() => flights.delete(place))
    flights.set(place, flight)
    return flight
  }

  return {
    verifyHeader(header, origin) {
      const key = digest(header)
      const known = remembered(key, origin)
      if (known && !(known instanceof Promise)) return known
      return whenThere(known, (verdict) => {
        if (verdict) return verdict
        const credential = parseAuthorization(header, failures)
        return credential ? attempt(key, credential, origin) : NO_CREDENTIAL
      })
    },
    async verify(credential, origin) {
      const key = digest(textOf(credential))
      return refusedWhereDue((await remembered(key, origin)) ?? (await attempt(key, credential, origin)), passwords)
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

/** No two credentials have one text. */
function textOf(credential: Credential): string {
  if (credential.kind === 'apiKey') return `apiKey ${credential.encoded}`
  return credential.kind === 'bearer' ? `bearer ${credential.token}` : JSON.stringify(credential)
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
