/**
 * API keys: made, found, checked, changed and ended. Every change is durable when its promise resolves and counts with the next request.
 * Called by the APIs about keys, and by authentication on every request whose key is not remembered.
 */
import type { Clock } from '../core/clock.ts'
import { createTimeBasedIds, isSecretOf, randomSecret, sha256Text } from '../core/secrets.ts'
import type { Collection, Store, StoredRecord } from '../store/collection.ts'
import type { ApiKey, ApiKeyRecord } from './api-key-record.ts'
import { KeyIndex } from './key-index.ts'

/** A key that is to be made. */
export type NewApiKey = Omit<ApiKeyRecord, 'created' | 'proofs' | 'invalidated'>

/** A key as its maker gets it, this once. */
export interface CreatedApiKey extends ApiKey {
  readonly secret: string
}

export type KeyCheck =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'invalidated' }
  | { readonly kind: 'expired'; readonly record: ApiKeyRecord }
  | { readonly kind: 'wrongSecret' }
  /** `isCurrent` turns false for good once the key has changed or ended, or this secret of it. */
  | {
      readonly kind: 'right'
      readonly record: ApiKeyRecord
      readonly isPreviousSecret: boolean
      readonly isCurrent: () => boolean
    }

/** The record to be in place of one; undefined: nothing is to be done. */
export type KeyChange = (record: ApiKeyRecord) => ApiKeyRecord | undefined

export interface ApiKeys {
  create(key: NewApiKey): Promise<CreatedApiKey>
  find(id: string): ApiKey | undefined
  /** In Elasticsearch's order: ended, wrong, expired. */
  check(id: string, secret: string): KeyCheck
  /** A key that may be used now, with a mark that stays as long as its present secret. */
  findLive(id: string): { readonly record: ApiKeyRecord; readonly stamp: string; readonly isCurrent: () => boolean } | undefined
  /** All keys, or those of an owner, in the order of their making; with pauses, there may be many. */
  all(username?: string): AsyncIterableIterator<ApiKey>
  /** Applies a change to the key as it is when the change is written; what it was before, or undefined where nothing was done. */
  change(id: string, change: KeyChange): Promise<ApiKey | undefined>
  delete(id: string): Promise<boolean>
  isExpired(key: ApiKeyRecord): boolean
  now(): number
}

export async function openApiKeys(store: Store, clock: Clock): Promise<ApiKeys> {
  return new StoredApiKeys(await store.collection<ApiKeyRecord>('api_keys'), clock)
}

export const proofOf = (secret: string): string => sha256Text(secret)

class StoredApiKeys implements ApiKeys {
  readonly #records: Collection<ApiKeyRecord>
  readonly #clock: Clock
  readonly #newId: () => string
  readonly #index: KeyIndex

  constructor(records: Collection<ApiKeyRecord>, clock: Clock) {
    this.#records = records
    this.#clock = clock
    this.#newId = createTimeBasedIds(clock)
    this.#index = new KeyIndex(records)
  }

  async create(key: NewApiKey): Promise<CreatedApiKey> {
    const secret = randomSecret()
    const record: ApiKeyRecord = { ...key, created: this.#clock.now(), proofs: [{ digest: proofOf(secret) }] }
    for (;;) {
      const id = this.#newId()
      if (await this.#records.put(id, record, 0)) return { ...record, id, secret }
    }
  }

  find(id: string): ApiKey | undefined {
    const found = this.#find(id)
    return found && { ...found.value, id }
  }

  check(id: string, secret: string): KeyCheck {
    const found = this.#find(id)
    if (!found) return { kind: 'unknown' }
    const record = found.value
    if (record.invalidated !== undefined) return { kind: 'invalidated' }
    const { proofs } = record
    const proof = proofs.find(({ digest, until }) => isSecretOf(secret, digest) && !this.#isOver(until))
    if (!proof) return { kind: 'wrongSecret' }
    if (this.isExpired(record)) return { kind: 'expired', record }
    const isCurrent = (): boolean => this.#isCurrent(id, found) && !this.#isOver(proof.until)
    return { kind: 'right', record, isPreviousSecret: proof !== proofs[0], isCurrent }
  }

  findLive(id: string): ReturnType<ApiKeys['findLive']> {
    const found = this.#find(id)
    if (!found || found.value.invalidated !== undefined || this.isExpired(found.value)) return undefined
    const stamp = found.value.proofs[0]?.digest ?? ''
    return { record: found.value, stamp, isCurrent: () => this.#isCurrent(id, found) }
  }

  async *all(username?: string): AsyncIterableIterator<ApiKey> {
    for await (const id of username === undefined ? this.#index.all() : this.#index.ofUser(username)) {
      const record = this.#records.peek(id)
      if (record) yield { ...record, id }
    }
  }

  async change(id: string, change: KeyChange): Promise<ApiKey | undefined> {
    for (;;) {
      const found = this.#find(id)
      const next = found && change(found.value)
      if (!found || !next) return undefined
      if (await this.#records.put(id, next, found.version)) return { ...found.value, id }
    }
  }

  delete(id: string): Promise<boolean> {
    return this.#records.delete(id)
  }

  isExpired({ expires }: ApiKeyRecord): boolean {
    return this.#isOver(expires)
  }

  now(): number {
    return this.#clock.now()
  }

  #find(id: string): StoredRecord<ApiKeyRecord> | undefined {
    return this.#records.find(id)
  }

  #isCurrent(id: string, found: StoredRecord<ApiKeyRecord>): boolean {
    return this.#find(id) === found && !this.isExpired(found.value)
  }

  #isOver(until: number | undefined): boolean {
    return until !== undefined && this.#clock.now() >= until
  }
}
