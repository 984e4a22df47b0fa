/**
 * Lockouts as the settings have them and as the API shows them. The counting is `login-guard.ts`' in `authn/`; here stands what the layers
 * share.
 */

/** `sallyport.lockout.*`; times in milliseconds. */
export interface LockoutSettings {
  /** Failures of one account from one address before it is locked there. */
  readonly threshold: number
  readonly firstDelay: number
  readonly longestDelay: number
  /** Failures of one user from all addresses. */
  readonly userThreshold: number
  /** Failures of one address over all accounts. */
  readonly addressThreshold: number
  /** Most entries of each table. */
  readonly tableSize: number
}

/** Whose secret is tried. */
export interface Account {
  readonly kind: 'user' | 'api_key'
  /** The user's name, exactly as it was given, or the key's id. */
  readonly name: string
}

/** One lock that is in force. */
export interface Lockout {
  /** undefined: every user who has not logged in from this address before. */
  readonly account?: Account
  /** undefined: all addresses from which the user has not logged in before. An IPv6 address stands for its /64. */
  readonly address?: string
  /** Failures that are remembered; they fade. */
  readonly failures: number
  /** Milliseconds since the epoch, as the clock is set now. */
  readonly until: number
  /** Milliseconds from now. */
  readonly remaining: number
}

/** Which locks to end: of a user, of a key, of an address, or all. */
export type LockoutSelector = { readonly kind: 'all' } | { readonly kind: Account['kind'] | 'address'; readonly name: string }

/** What the API sees. */
export interface Lockouts {
  /** The locks in force, the longest first. */
  list(): readonly Lockout[] | Promise<readonly Lockout[]>
  /** Ends locks and forgets what was counted; says how many locks were in force. */
  clear(selector: LockoutSelector): number | Promise<number>
}

/** For a node without security: nobody logs in. */
export const NO_LOCKOUTS: Lockouts = { list: () => [], clear: () => 0 }
