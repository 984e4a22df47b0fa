/**
 * When, from where and how often credentials are used: counted in memory, written now and then and at the stop, never with a request. What
 * was counted since the last writing is lost with a crash; nothing is decided by it. Counted by the gates, read by the APIs about credentials.
 */
import type { Clock } from '../core/clock.ts'
import type { Subject, TokenRef } from '../request/identity.ts'
import type { Collection, Store } from '../store/collection.ts'

export interface CredentialUse {
  /** Milliseconds since the epoch, as the other time. */
  readonly lastUsed?: number
  /** The peer's address of the last use. */
  readonly lastUsedFrom?: string
  /** The last use of a secret that was rotated out and is still taken. */
  readonly previousSecretLastUsed?: number
  readonly uses: number
  /** Requests that were refused for want of a privilege. */
  readonly denials: number
}

export interface CredentialUses {
  used(credential: string, address: string, isPreviousSecret: boolean): void
  denied(credential: string): void
  /** undefined: it was never used. */
  find(credential: string): CredentialUse | undefined
  /** Writes what was counted. Runs by itself, and at the stop. */
  flush(): Promise<void>
  forget(credential: string): Promise<void>
  close(): Promise<void>
}

/** How a key is called here. */
export const keyCredential = (id: string): string => `api_key/${id}`

/** How a token of a service account is called here; one of the file is another than one that is kept under the same name. */
export const serviceTokenCredential = (account: string, { name, type }: TokenRef): string => `${type}/${account}/${name}`

/** What a party has shown, where the uses of such credentials are counted. */
export function credentialOf({ username, apiKey, token }: Subject): string | undefined {
  if (apiKey) return keyCredential(apiKey.id)
  return token && serviceTokenCredential(username, token)
}

const WRITE_INTERVAL = 60_000
const NEVER: CredentialUse = { uses: 0, denials: 0 }

export async function openCredentialUses(store: Store, clock: Clock): Promise<CredentialUses> {
  return new CountedUses(await store.collection<CredentialUse>('credential_uses'), clock)
}

class CountedUses implements CredentialUses {
  readonly #records: Collection<CredentialUse>
  readonly #clock: Clock
  /** As it is to be written. */
  #changed = new Map<string, CredentialUse>()
  readonly #timer: NodeJS.Timeout

  constructor(records: Collection<CredentialUse>, clock: Clock) {
    this.#records = records
    this.#clock = clock
    // What cannot be written now is written the next time.
    this.#timer = setInterval(() => this.flush().catch(() => {}), WRITE_INTERVAL).unref()
  }

  used(credential: string, address: string, isPreviousSecret: boolean): void {
    const before = this.find(credential) ?? NEVER
    const now = this.#clock.now()
    this.#changed.set(credential, {
      ...before,
      uses: before.uses + 1,
      lastUsed: now,
      lastUsedFrom: address,
      ...(isPreviousSecret ? { previousSecretLastUsed: now } : {}),
    })
  }

  denied(credential: string): void {
    const before = this.find(credential) ?? NEVER
    this.#changed.set(credential, { ...before, denials: before.denials + 1 })
  }

  find(credential: string): CredentialUse | undefined {
    return this.#changed.get(credential) ?? this.#records.find(credential)?.value
  }

  async flush(): Promise<void> {
    const written = [...this.#changed]
    await Promise.all(written.map(([credential, use]) => this.#records.put(credential, use)))
    // What was counted meanwhile is written the next time.
    for (const [credential, use] of written) if (this.#changed.get(credential) === use) this.#changed.delete(credential)
  }

  async forget(credential: string): Promise<void> {
    this.#changed.delete(credential)
    await this.#records.delete(credential)
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.flush().catch(() => {})
  }
}
