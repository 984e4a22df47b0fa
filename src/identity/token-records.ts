/**
 * What is kept of access and refresh tokens: digests, whom they stand for, and how far they have got. Read and written by the token service;
 * a record is shared by the two tokens of a grant.
 */
import { inSlices } from '../core/event-loop.ts'
import type { RealmRef } from '../request/identity.ts'
import type { Collection, StoredRecord } from '../store/collection.ts'

/** A party by reference: what it may do is looked up when its token is used. */
export interface TokenHolder {
  readonly kind: 'user' | 'service_account' | 'api_key'
  readonly username: string
  readonly realm: RealmRef
  /** The token lives as long as the holder still answers with the same one. */
  readonly stamp: string
  /** What the holder authenticated with, where that is not the holder's own name: the id of an API key, the name of a service token. */
  readonly credential?: string
}

/** Who asked for a token: nobody else may refresh it. */
export interface TokenClient {
  readonly username: string
  readonly realm: RealmRef
  /** The id of the API key, where the client is one. */
  readonly key?: string
}

export interface TokenRecord {
  /** Milliseconds since the epoch, as the others. */
  readonly created: number
  readonly expires: number
  readonly access: { readonly digest: string; readonly invalidated: boolean }
  readonly refresh?: RefreshRecord
  readonly holder: TokenHolder
  /** The party that acts as the holder, under run-as. */
  readonly actor?: TokenHolder
  /** The id of the first record of a chain of refreshes. */
  readonly family: string
}

export interface RefreshRecord {
  readonly digest: string
  readonly invalidated: boolean
  readonly client: TokenClient
  /** When it was used. */
  readonly used?: number
  /** The pair that it was used for, sealed with the token itself. */
  readonly successor?: string
}

export type Change = (record: TokenRecord) => TokenRecord | undefined

export class TokenRecords {
  readonly #records: Collection<TokenRecord>
  /** Ids by username, made when somebody first asks: only invalidation does. */
  #byUser: Map<string, Set<string>> | undefined
  #userOf: Map<string, string> | undefined

  constructor(records: Collection<TokenRecord>) {
    this.#records = records
    records.onChange((id) => this.#index(id))
  }

  find(id: string): StoredRecord<TokenRecord> | undefined {
    return this.#records.find(id)
  }

  add(id: string, record: TokenRecord): Promise<boolean> {
    return this.#records.put(id, record, 0)
  }

  delete(id: string): Promise<boolean> {
    return this.#records.delete(id)
  }

  /** Applies a change to the record as it is when the change is written; undefined from `change`, or no record: nothing is done. */
  async update(id: string, change: Change): Promise<TokenRecord | undefined> {
    for (;;) {
      const found = this.#records.find(id)
      const next = found && change(found.value)
      if (!found || !next) return undefined
      if (await this.#records.put(id, next, found.version)) return found.value
    }
  }

  /** False where somebody changed the record first. */
  replace(id: string, found: StoredRecord<TokenRecord>, next: TokenRecord): Promise<boolean> {
    return this.#records.put(id, next, found.version)
  }

  /** Ids of the records of a user, in whatever realm. */
  ofUser(username: string): readonly string[] {
    this.#byUser ??= this.#indexAll()
    return [...(this.#byUser.get(username) ?? [])]
  }

  /** Every record, with pauses: there may be many. */
  async *all(): AsyncIterableIterator<[string, TokenRecord]> {
    for await (const id of inSlices(this.#records.ids())) {
      const record = this.#records.peek(id)
      if (record) yield [id, record]
    }
  }

  #indexAll(): Map<string, Set<string>> {
    this.#byUser = new Map()
    this.#userOf = new Map()
    for (const id of this.#records.ids()) this.#index(id)
    return this.#byUser
  }

  #index(id: string): void {
    if (!this.#byUser || !this.#userOf) return
    const username = this.#records.peek(id)?.holder.username
    const before = this.#userOf.get(id)
    if (username === before) return
    if (before !== undefined) this.#remove(before, id)
    if (username === undefined) return
    this.#userOf.set(id, username)
    const ids = this.#byUser.get(username)
    if (ids) ids.add(id)
    else this.#byUser.set(username, new Set([id]))
  }

  #remove(username: string, id: string): void {
    this.#userOf?.delete(id)
    const ids = this.#byUser?.get(username)
    ids?.delete(id)
    if (ids?.size === 0) this.#byUser?.delete(username)
  }
}
