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

/** Milliseconds. */
const WRITE_INTERVAL = 60_000
const NEVER: CredentialUse = { uses: 0, denials: 0 }

/** `interval`: milliseconds between two writings. */
export async function openCredentialUses(store: Store, clock: Clock, interval = WRITE_INTERVAL): Promise<CredentialUses> {
  return new CountedUses(await store.collection<CredentialUse>('credential_uses'), clock, interval)
}

class CountedUses implements CredentialUses {
  readonly #records: Collection<CredentialUse>
  readonly #clock: Clock
  /** What came since the last writing: others may count in the same record. */
  #counted = new Map<string, CredentialUse>()
  /** What is being written. */
  readonly #leaving = new Map<string, CredentialUse>()
  #writing: Promise<void> = Promise.resolve()
  readonly #timer: NodeJS.Timeout

  constructor(records: Collection<CredentialUse>, clock: Clock, interval: number) {
    this.#records = records
    this.#clock = clock
    // What cannot be written now is written the next time.
    this.#timer = setInterval(() => this.flush().catch(() => {}), interval).unref()
  }

  used(credential: string, address: string, isPreviousSecret: boolean): void {
    const now = this.#clock.now()
    const previous = isPreviousSecret ? { previousSecretLastUsed: now } : {}
    this.#count(credential, { uses: 1, denials: 0, lastUsed: now, lastUsedFrom: address, ...previous })
  }

  denied(credential: string): void {
    this.#count(credential, { uses: 0, denials: 1 })
  }

  find(credential: string): CredentialUse | undefined {
    const parts = [this.#records.find(credential)?.value, this.#leaving.get(credential), this.#counted.get(credential)]
    const known = parts.filter((part) => part !== undefined)
    return known.length === 0 ? undefined : known.reduce(sum)
  }

  /** One after the other, so that nothing is added twice. */
  flush(): Promise<void> {
    this.#writing = this.#writing.catch(() => {}).then(() => this.#writeAll())
    return this.#writing
  }

  async #writeAll(): Promise<void> {
    const counted = this.#counted
    this.#counted = new Map()
    for (const [credential, use] of counted) this.#leaving.set(credential, sum(this.#leaving.get(credential) ?? NEVER, use))
    await Promise.all([...this.#leaving.keys()].map((credential) => this.#write(credential)))
  }

  async forget(credential: string): Promise<void> {
    this.#counted.delete(credential)
    this.#leaving.delete(credential)
    await this.#records.delete(credential)
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.flush().catch(() => {})
  }

  /** Adds to what the record says when it is written. What cannot be written stays for the next time. */
  async #write(credential: string): Promise<void> {
    for (;;) {
      const use = this.#leaving.get(credential)
      if (!use) return
      const found = this.#records.find(credential)
      if (!(await this.#records.put(credential, sum(found?.value ?? NEVER, use), found?.version ?? 0))) continue
      this.#leaving.delete(credential)
      return
    }
  }

  #count(credential: string, use: CredentialUse): void {
    const before = this.#counted.get(credential)
    this.#counted.set(credential, before ? sum(before, use) : use)
  }
}

/** Both together; where and when comes from the later one. */
function sum(one: CredentialUse, other: CredentialUse): CredentialUse {
  const [earlier, later] = (one.lastUsed ?? 0) > (other.lastUsed ?? 0) ? [other, one] : [one, other]
  const previous = Math.max(one.previousSecretLastUsed ?? 0, other.previousSecretLastUsed ?? 0)
  return {
    ...earlier,
    ...later,
    ...(previous > 0 ? { previousSecretLastUsed: previous } : {}),
    uses: one.uses + other.uses,
    denials: one.denials + other.denials,
  }
}
