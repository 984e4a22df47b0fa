/**
 * Lockout for every channel that checks a secret. Called by the verifier around each check and nowhere else. Failures count per account and
 * address, per user over all addresses, and per address over all accounts; who is locked is refused before anything is hashed, with the
 * answer a wrong secret gets. An address from which the account has logged in is spared the locks that others cause, and what was last
 * accepted from there always works.
 */
import type { Clock } from '../core/clock.ts'
import { isLoopbackAddress, networkOf } from '../core/peer-network.ts'
import { FailureTable, type LockedEntry } from '../identity/failure-table.ts'
import type { Turn } from '../identity/fair-queue.ts'
import { KnownAddresses } from '../identity/known-addresses.ts'
import type { Account, Lockout, LockoutSelector, LockoutSettings, Lockouts } from '../identity/lockout.ts'
import type { FailureScope } from './link.ts'

/** One check: whose secret, from where, and a digest of what is presented. */
export interface Attempt {
  /** undefined: a token, which names nobody before it is found. */
  readonly account: Account | undefined
  readonly address: string
  readonly proof: string
}

export type Outcome = { readonly kind: 'accepted' } | { readonly kind: 'failed'; readonly counts?: FailureScope }

/** A check that may be made; tell how it ended, or that it could not be made. */
export interface Permit {
  readonly turn: Turn
  end(outcome: Outcome | undefined): void
}

export interface LoginGuard extends Lockouts {
  /** undefined: refused. */
  admit(attempt: Attempt): Permit | undefined | Promise<Permit | undefined>
  /** Whether there may be locks that refuse what was last accepted from the same address. */
  hasLocks(): boolean
  /** Whether a success that is remembered counts from there; makes the address one that is known. */
  admitsRemembered(attempt: Attempt): boolean | Promise<boolean>
  /** Forgets the failures of a user: something about him was changed by somebody who may. */
  pardon(username: string): void
}

export interface LoginGuardOptions {
  readonly settings: LockoutSettings
  /** What locks are shown by. */
  readonly clock: Clock
  /** What locks are measured by: milliseconds from anywhere, which nobody can set. */
  readonly elapsed?: () => number
  readonly onLockout?: (lockout: Lockout) => void
}

interface Subject {
  readonly account?: Account
  readonly address?: string
}

/** One that counts in this process, and answers at once. */
export const createLoginGuard = (options: LoginGuardOptions): LocalGuard => new CountingGuard(options)

export interface LocalGuard extends LoginGuard {
  admit(attempt: Attempt): Permit | undefined
  admitsRemembered(attempt: Attempt): boolean
  list(): readonly Lockout[]
  clear(selector: LockoutSelector): number
}

/** With `sallyport.lockout.enabled: false`: everything is checked. */
export const NO_GUARD: LoginGuard = {
  admit: ({ address }) => ({ turn: { lane: networkOf(address), first: false }, end: () => {} }),
  hasLocks: () => false,
  admitsRemembered: () => true,
  pardon: () => {},
  list: () => [],
  clear: () => 0,
}

/** No user or key has a longer name: beyond it names are not told apart. */
const LONGEST_NAME = 1024

class CountingGuard implements LocalGuard {
  readonly #options: LoginGuardOptions
  readonly #elapsed: () => number
  readonly #pairs: FailureTable<Subject>
  readonly #users: FailureTable<Subject>
  readonly #addresses: FailureTable<Subject>
  /** Apart, so that many keys push out no user. */
  readonly #known: Readonly<Record<Account['kind'], KnownAddresses>>
  /** Checks under way, by account and address; as many as there are checks. */
  readonly #running = new Map<string, number>()
  /** No lock lasts longer: before any is looked up, most requests are through. */
  #lastUntil = Number.NEGATIVE_INFINITY

  constructor(options: LoginGuardOptions) {
    const { settings, elapsed = () => performance.now() } = options
    const { firstDelay, longestDelay, tableSize: size } = settings
    const table = (threshold: number): FailureTable<Subject> =>
      new FailureTable({ threshold, firstDelay, longestDelay, size, elapsed })
    this.#options = options
    this.#elapsed = elapsed
    this.#pairs = table(settings.threshold)
    this.#users = table(settings.userThreshold)
    this.#addresses = table(settings.addressThreshold)
    this.#known = { user: new KnownAddresses({ size, elapsed }), api_key: new KnownAddresses({ size, elapsed }) }
  }

  admit({ account: given, address, proof }: Attempt): Permit | undefined {
    const network = networkOf(address)
    if (!given) {
      return { turn: { lane: network, first: false }, end: (outcome) => this.#endUnnamed(outcome, network) }
    }
    const account = bounded(given)
    const pair = pairOf(account, network)
    const isProven = this.#known[account.kind].proofOf(account.name, network) === proof
    if (this.#isRefused(account, address, network, isProven)) return undefined
    const running = this.#running.get(pair) ?? 0
    // Guesses that are sent together must not be more than those that are sent one by one.
    if (!isProven && !isSpared(account, address) && running >= this.#pairs.allowance(pair)) return undefined
    this.#running.set(pair, running + 1)
    return { turn: { lane: network, first: isProven }, end: (outcome) => this.#end(outcome, account, network, proof) }
  }

  hasLocks(): boolean {
    return this.#lastUntil > Number.NEGATIVE_INFINITY && this.#elapsed() < this.#lastUntil
  }

  admitsRemembered({ account: given, address, proof }: Attempt): boolean {
    if (!given) return true
    const account = bounded(given)
    const network = networkOf(address)
    const isProven = this.#known[account.kind].proofOf(account.name, network) === proof
    if (this.#isRefused(account, address, network, isProven)) return false
    if (!isProven) this.#known[account.kind].remember(account.name, network, proof)
    return true
  }

  pardon(username: string): void {
    if (this.#pairs.size + this.#users.size > 0) this.clear({ kind: 'user', name: username })
  }

  list(): readonly Lockout[] {
    return [this.#pairs, this.#users, this.#addresses]
      .flatMap((table) => table.locked())
      .map((entry) => this.#shown(entry))
      .sort((one, other) => other.remaining - one.remaining)
  }

  clear(selector: LockoutSelector): number {
    const drops = ({ account, address }: Subject): boolean => {
      if (selector.kind === 'all') return true
      if (selector.kind === 'address') return address === networkOf(selector.name)
      return account?.kind === selector.kind && account.name === selector.name
    }
    return [this.#pairs, this.#users, this.#addresses].reduce((ended, table) => ended + table.deleteWhere(drops), 0)
  }

  /** Keys have random secrets: only their own failures from an address count, since nothing else could be won by refusing them. */
  #isRefused(account: Account, address: string, network: string, isProven: boolean): boolean {
    if (!this.hasLocks() || isProven || isSpared(account, address)) return false
    if (this.#pairs.isLocked(pairOf(account, network))) return true
    if (account.kind !== 'user' || this.#known.user.proofOf(account.name, network) !== undefined) return false
    return this.#users.isLocked(account.name) || this.#addresses.isLocked(network)
  }

  #end(outcome: Outcome | undefined, account: Account, network: string, proof: string): void {
    const pair = pairOf(account, network)
    const running = (this.#running.get(pair) ?? 1) - 1
    if (running > 0) this.#running.set(pair, running)
    else this.#running.delete(pair)
    if (outcome?.kind === 'accepted') {
      this.#pairs.delete(pair)
      this.#known[account.kind].remember(account.name, network, proof)
    } else if (outcome && outcome.counts !== 'nobody') {
      this.#fail(account, network, outcome.counts)
    }
  }

  #endUnnamed(outcome: Outcome | undefined, network: string): void {
    if (outcome?.kind === 'failed' && outcome.counts !== 'nobody') this.#count(this.#addresses, network, { address: network })
  }

  #fail(account: Account, network: string, scope: FailureScope | undefined): void {
    const pair = pairOf(account, network)
    // The rule for addresses is against many names: one account that fails on and on is held by its own lock.
    const isOwnTrouble = this.#pairs.count(pair) >= this.#options.settings.threshold
    if (scope !== 'address') {
      this.#count(this.#pairs, pair, { account, address: network })
      if (account.kind === 'user') this.#count(this.#users, account.name, { account })
    }
    if (!isOwnTrouble) this.#count(this.#addresses, network, { address: network })
  }

  #count(table: FailureTable<Subject>, key: string, subject: Subject): void {
    const started = table.fail(key, subject)
    if (!started) return
    this.#lastUntil = Math.max(this.#lastUntil, this.#elapsed() + started.remaining)
    this.#options.onLockout?.(this.#shown(started))
  }

  #shown({ subject, failures, remaining }: LockedEntry<Subject>): Lockout {
    return { ...subject, failures, remaining, until: Math.round(this.#options.clock.now() + remaining) }
  }
}

const bounded = (account: Account): Account =>
  account.name.length <= LONGEST_NAME ? account : { kind: account.kind, name: account.name.slice(0, LONGEST_NAME) }

/** Addresses have no spaces, so no two pairs have one text. */
const pairOf = ({ kind, name }: Account, network: string): string => `${kind} ${network} ${name}`

/** Whoever sits at the machine can always undo what was done from elsewhere. */
const isSpared = ({ kind, name }: Account, address: string): boolean =>
  kind === 'user' && name === 'elastic' && isLoopbackAddress(address)
