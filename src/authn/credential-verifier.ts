/**
 * The one place where credentials are checked, for every channel that takes them: both headers today, bodies that carry a password later.
 * Runs the chain of links and remembers successes, under a digest that only this process can make; failures are never remembered.
 */
import { BoundedCache } from '../core/bounded-cache.ts'
import type { Clock } from '../core/clock.ts'
import type { ElasticError } from '../core/errors.ts'
import { createKeyedDigest } from '../core/secrets.ts'
import type { Principal, Subject } from '../request/identity.ts'
import { type Credential, parseAuthorization } from './credential.ts'
import type { Failures } from './failures.ts'
import type { CredentialLink, LinkVerdict } from './link.ts'

export type Verdict =
  | { readonly kind: 'authenticated'; readonly principal: Principal }
  /** There was no credential at all. */
  | { readonly kind: 'none' }
  /** Nobody took it; the notes say who tried. */
  | { readonly kind: 'unsuccessful'; readonly credential: Credential; readonly notes: readonly string[] }
  | { readonly kind: 'rejected'; readonly error: ElasticError }

/** Where an attempt comes from. */
export interface Origin {
  /** The peer's address. */
  readonly address: string
}

export interface CredentialVerifier {
  /** An `Authorization` header, or a second one of the same syntax. Malformed ones throw 401. */
  verifyHeader(header: string, origin: Origin): Verdict | Promise<Verdict>
  /** A credential that came otherwise. */
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
  readonly cache: { readonly size: number; readonly ttl: number }
  readonly clock: Clock
}

interface Success {
  readonly verdict: Extract<Verdict, { kind: 'authenticated' }>
  /** False for good once a record behind it has changed. */
  readonly isCurrent: () => boolean
}

type Authenticated = Extract<LinkVerdict, { kind: 'authenticated' }>

const NO_CREDENTIAL: Verdict = { kind: 'none' }

export function createCredentialVerifier({ links, failures, cache, clock }: CredentialVerifierOptions): CredentialVerifier {
  const successes = new BoundedCache<string, Success>({ ...cache, clock })
  const currency = new WeakMap<Subject, () => boolean>()
  const digest = createKeyedDigest()

  const remembered = (key: string): Verdict | undefined => {
    const success = successes.get(key)
    if (!success) return undefined
    if (success.isCurrent()) return success.verdict
    successes.delete(key)
    return undefined
  }

  const remember = (key: string, { subject, isCurrent, effective }: Authenticated): Verdict => {
    const runAs = effective ? { runAs: effective.username } : {}
    const principal: Principal = Object.freeze({ authenticating: subject, effective: effective ?? subject, ...runAs })
    currency.set(subject, isCurrent)
    const success: Success = { verdict: { kind: 'authenticated', principal }, isCurrent }
    successes.set(key, success)
    return success.verdict
  }

  const runChain = async (key: string, credential: Credential): Promise<Verdict> => {
    const notes: string[] = []
    for (const link of links) {
      const verdict = await link.authenticate(credential)
      if (verdict.kind === 'authenticated') return remember(key, verdict)
      if (verdict.kind === 'rejected') return verdict
      if (verdict.kind === 'unsuccessful' && verdict.note !== undefined) notes.push(verdict.note)
    }
    return { kind: 'unsuccessful', credential, notes }
  }

  return {
    verifyHeader(header) {
      const key = digest(header)
      const known = remembered(key)
      if (known) return known
      const credential = parseAuthorization(header, failures)
      return credential ? runChain(key, credential) : NO_CREDENTIAL
    },
    async verify(credential) {
      const key = digest(JSON.stringify(credential))
      return remembered(key) ?? runChain(key, credential)
    },
    isCurrent: (subject) => currency.get(subject)?.() === true,
    forget: (of) => successes.deleteWhere(({ verdict }) => of(verdict.principal.authenticating)),
    get remembered() {
      return successes.size
    },
  }
}
