/**
 * From which addresses an account has logged in, and with what: a digest of the last accepted credential. What makes a lockout useless as a
 * weapon. Bounded in accounts, in addresses of one account, and in time. Used by the login guard.
 */

export interface KnownAddressesOptions {
  /** Most accounts. */
  readonly size: number
  /** Milliseconds that have passed since anywhere. */
  readonly elapsed: () => number
}

interface Login {
  readonly proof: string
  readonly at: number
}

const DAY = 24 * 3600 * 1000
/** How long a login counts. */
const RECENT = 30 * DAY
/** Addresses of one account: who comes from ever new ones pushes out his own. */
const MOST_ADDRESSES = 16

export class KnownAddresses {
  readonly #options: KnownAddressesOptions
  readonly #accounts = new Map<string, Map<string, Login>>()

  constructor(options: KnownAddressesOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#accounts.size
  }

  /** The digest of what was last accepted from there; undefined: nothing, or long ago. */
  proofOf(account: string, address: string): string | undefined {
    const login = this.#accounts.get(account)?.get(address)
    return login && this.#options.elapsed() - login.at < RECENT ? login.proof : undefined
  }

  remember(account: string, address: string, proof: string): void {
    const addresses = this.#accounts.get(account) ?? new Map<string, Login>()
    addresses.delete(address)
    addresses.set(address, { proof, at: this.#options.elapsed() })
    dropFirst(addresses, MOST_ADDRESSES)
    this.#accounts.delete(account)
    this.#accounts.set(account, addresses)
    dropFirst(this.#accounts, this.#options.size)
  }
}

function dropFirst<Key>(map: Map<Key, unknown>, limit: number): void {
  if (map.size > limit) map.delete(map.keys().next().value as Key)
}
