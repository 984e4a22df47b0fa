/**
 * The token service: issues access and refresh tokens, refreshes and invalidates them. Only digests are kept, durable before a token is
 * given out. Called by `authn/`, which knows whom a token stands for and whether that party still may hold one.
 */
import type { Clock } from '../core/clock.ts'
import { type ElasticError, oauthError } from '../core/errors.ts'
import { isSecretOf } from '../core/secrets.ts'
import type { RealmRef } from '../request/identity.ts'
import type { Store } from '../store/collection.ts'
import { mintTokens, openPair, parseToken, printToken, sealPair, type TokenPair, tokenDigest, tokenId } from './token-format.ts'
import { type RefreshRecord, type TokenClient, type TokenHolder, type TokenRecord, TokenRecords } from './token-records.ts'

/** Whom tokens are issued for. */
export interface TokenGrant {
  readonly holder: TokenHolder
  readonly actor?: TokenHolder
}

/** Tokens as the client gets them, this once. */
export interface IssuedTokens extends TokenGrant {
  readonly accessToken: string
  readonly refreshToken?: string
  /** Seconds that the access token lives from its creation. */
  readonly expiresIn: number
}

export type AccessTokenState =
  | { readonly kind: 'unknown' }
  /** Expired or invalidated. */
  | { readonly kind: 'ended' }
  /** `id`: of its record. */
  | ({ readonly kind: 'live'; readonly id: string; readonly isCurrent: () => boolean } & TokenGrant)

/** Which tokens to invalidate. */
export type TokenSelection =
  | { readonly kind: 'access' | 'refresh'; readonly token: string }
  | { readonly kind: 'all'; readonly username: string | undefined; readonly realm: string | undefined }

export interface Invalidation {
  readonly invalidated: number
  readonly previously: number
  readonly errors: readonly Error[]
}

export interface TokenService {
  /** `client`: who may refresh; undefined: there is no refresh token. */
  issue(grant: TokenGrant, client: TokenClient | undefined): Promise<IssuedTokens>
  /** Throws 400 `invalid_grant`. `isLive` says whether a party may still hold a token. */
  refresh(token: string, client: TokenClient, isLive: (holder: TokenHolder) => boolean): Promise<IssuedTokens>
  find(token: string): AccessTokenState
  invalidate(selection: TokenSelection): Promise<Invalidation>
  /** Whether the access token of this record was taken back; one that merely expired was not. */
  isRevoked(id: string): boolean
  /** Forgets what is of no use any more. Runs by itself now and then. */
  cleanUp(): Promise<void>
  close(): void
}

export interface TokenServiceOptions {
  readonly store: Store
  readonly clock: Clock
  /** `xpack.security.authc.token.timeout`. */
  readonly timeout: number
}

const SECOND = 1000
const REFRESH_LIFE = 24 * 3600 * SECOND
/** How long a used refresh token answers again, and how far clocks may be apart. */
const REPLAY_WINDOW = 30 * SECOND
const CLEAN_UP_INTERVAL = 30 * 60 * SECOND

export async function openTokens({ store, clock, timeout }: TokenServiceOptions): Promise<TokenService> {
  return new StoredTokens(new TokenRecords(await store.collection<TokenRecord>('tokens')), clock, timeout)
}

class StoredTokens implements TokenService {
  readonly #records: TokenRecords
  readonly #clock: Clock
  readonly #timeout: number
  readonly #flights = new Map<string, Promise<unknown>>()
  readonly #timer: NodeJS.Timeout

  constructor(records: TokenRecords, clock: Clock, timeout: number) {
    this.#records = records
    this.#clock = clock
    this.#timeout = timeout
    // What cannot be deleted now is deleted the next time.
    this.#timer = setInterval(() => this.cleanUp().catch(() => {}), CLEAN_UP_INTERVAL).unref()
  }

  async issue(grant: TokenGrant, client: TokenClient | undefined): Promise<IssuedTokens> {
    const pair = mintTokens()
    await this.#add(pair, grant, client, undefined)
    return this.#print(pair, grant, client !== undefined)
  }

  find(token: string): AccessTokenState {
    const bytes = parseToken(token)
    const id = bytes && tokenId(bytes)
    const found = id === undefined ? undefined : this.#records.find(id)
    if (!bytes || id === undefined || !found) return { kind: 'unknown' }
    const { access, holder, actor } = found.value
    if (!isSecretOf(bytes, access.digest)) return { kind: 'unknown' }
    const isCurrent = (): boolean => this.#isLive(this.#records.find(id)?.value)
    return isCurrent() ? { kind: 'live', id, holder, ...(actor ? { actor } : {}), isCurrent } : { kind: 'ended' }
  }

  async refresh(token: string, client: TokenClient, isLive: (holder: TokenHolder) => boolean): Promise<IssuedTokens> {
    const bytes = parseToken(token)
    const id = bytes && tokenId(bytes)
    if (!bytes || id === undefined || !this.#isRefreshToken(bytes, id)) throw unknownRefreshToken()
    // One at a time: those that come together get the pair of the first.
    return this.#alone(id, () => this.#refresh(bytes, id, client, isLive))
  }

  async invalidate(selection: TokenSelection): Promise<Invalidation> {
    if (selection.kind !== 'all') return this.#invalidateOne(selection.kind, selection.token)
    const { username, realm } = selection
    const tally = new Tally()
    const families = new Map<string, string>()
    for await (const [id, record] of this.#select(username, realm)) {
      if (!this.#isActive(record)) continue
      families.set(record.family, record.holder.username)
      await this.#end(id, BOTH, tally)
    }
    await this.#endFamilies(families, tally)
    return tally
  }

  isRevoked(id: string): boolean {
    return this.#records.find(id)?.value.access.invalidated ?? false
  }

  async cleanUp(): Promise<void> {
    const now = this.#clock.now()
    for await (const [id, { created, expires, refresh }] of this.#records.all()) {
      if (now >= Math.max(created + REFRESH_LIFE, expires)) await this.#records.delete(id)
      else if (refresh?.successor !== undefined && isWindowOver(refresh, now)) await this.#records.update(id, withoutSuccessor)
    }
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async #refresh(
    presented: Buffer,
    id: string,
    client: TokenClient,
    isLive: (holder: TokenHolder) => boolean,
  ): Promise<IssuedTokens> {
    const found = this.#records.find(id)
    if (!found?.value.refresh) throw unknownRefreshToken()
    const { holder, actor, refresh } = found.value
    const grant: TokenGrant = { holder, ...(actor ? { actor } : {}) }
    await this.#checkRefresh(found.value, client)
    if (!isLive(holder) || (actor && !isLive(actor))) throw invalidGrant('token has been invalidated')
    if (refresh.used !== undefined) return this.#print(this.#successorOf(refresh, presented), grant, true)

    const pair = mintTokens()
    await this.#add(pair, grant, client, found.value.family)
    const used: RefreshRecord = { ...refresh, used: this.#clock.now(), successor: sealPair(pair, presented) }
    if (await this.#records.replace(id, found, { ...found.value, refresh: used })) return this.#print(pair, grant, true)
    // The record was changed meanwhile, maybe invalidated: what counts is what it says now.
    await this.#records.delete(tokenId(pair.access))
    return this.#refresh(presented, id, client, isLive)
  }

  /** In Elasticsearch's order. A used token that comes back late was stolen, from the client or by it: nothing of its family is trusted. */
  async #checkRefresh({ created, refresh, family, holder }: TokenRecord, client: TokenClient): Promise<void> {
    const now = this.#clock.now()
    if (now > created + REFRESH_LIFE || now < created - REPLAY_WINDOW) throw invalidGrant('token document has expired')
    if (!refresh || refresh.invalidated) throw invalidGrant('token has been invalidated')
    if (!isSameClient(refresh.client, client)) throw invalidGrant('tokens must be refreshed by the creating client')
    if (refresh.used === undefined) return
    if (now < refresh.used - REPLAY_WINDOW) {
      throw invalidGrant('token has been refreshed more than 30 seconds in the future, clock skew too great')
    }
    if (!isWindowOver(refresh, now)) return
    await this.#endFamilies(new Map([[family, holder.username]]), new Tally())
    throw invalidGrant('token has already been refreshed more than 30 seconds in the past')
  }

  #successorOf({ successor }: RefreshRecord, presented: Buffer): TokenPair {
    if (successor === undefined) throw invalidGrant('token has been invalidated')
    return openPair(successor, presented)
  }

  /** What is active of some families, until nothing is: a refresh may have added a pair after one looked. */
  async #endFamilies(families: ReadonlyMap<string, string>, tally: Tally): Promise<void> {
    const isMember = (id: string): boolean => {
      const record = this.#records.find(id)?.value
      return record !== undefined && families.has(record.family) && this.#isActive(record)
    }
    for (;;) {
      const active = [...new Set(families.values())].flatMap((username) => this.#records.ofUser(username)).filter(isMember)
      if (active.length === 0 || tally.errors.length > 0) return
      await Promise.all(active.map((id) => this.#end(id, BOTH, tally)))
    }
  }

  #isRefreshToken(bytes: Buffer, id: string): boolean {
    const digest = this.#records.find(id)?.value.refresh?.digest
    return digest !== undefined && isSecretOf(bytes, digest)
  }

  async #invalidateOne(kind: TokenKind, token: string): Promise<Invalidation> {
    const tally = new Tally()
    const bytes = parseToken(token)
    const id = bytes && tokenId(bytes)
    const kept = id === undefined ? undefined : this.#records.find(id)?.value[kind]
    if (!bytes || id === undefined || !kept || !isSecretOf(bytes, kept.digest)) return tally
    await this.#end(id, [kind], tally)
    return tally
  }

  /** One write for both, so that nothing can happen between them. */
  async #end(id: string, kinds: readonly TokenKind[], tally: Tally): Promise<void> {
    try {
      const before = (await this.#records.update(id, (record) => ended(record, kinds))) ?? this.#records.find(id)?.value
      for (const kind of kinds) tally.count(before?.[kind])
    } catch (error) {
      tally.errors.push(error as Error)
    }
  }

  async *#select(username: string | undefined, realm: string | undefined): AsyncIterableIterator<[string, TokenRecord]> {
    const isWanted = ({ holder }: TokenRecord): boolean => realm === undefined || holder.realm.name === realm
    if (username === undefined) {
      for await (const [id, record] of this.#records.all()) if (isWanted(record)) yield [id, record]
      return
    }
    for (const id of this.#records.ofUser(username)) {
      const record = this.#records.find(id)?.value
      if (record && isWanted(record)) yield [id, record]
    }
  }

  #isActive(record: TokenRecord): boolean {
    const { refresh, created } = record
    const isRefreshable = refresh?.invalidated === false && this.#clock.now() <= created + REFRESH_LIFE
    return isRefreshable || this.#isLive(record)
  }

  /** A token from the future was issued before the clock was set back: how old it is, nobody knows. */
  #isLive(record: TokenRecord | undefined): boolean {
    if (!record || record.access.invalidated) return false
    const now = this.#clock.now()
    return now < record.expires && now >= record.created - REPLAY_WINDOW
  }

  async #add(pair: TokenPair, grant: TokenGrant, client: TokenClient | undefined, family: string | undefined): Promise<void> {
    const created = this.#clock.now()
    const id = tokenId(pair.access)
    const access = { digest: tokenDigest(pair.access), invalidated: false }
    const refresh = client && { digest: tokenDigest(pair.refresh), invalidated: false, client }
    const record: TokenRecord = {
      created,
      expires: created + this.#timeout,
      access,
      ...(refresh ? { refresh } : {}),
      ...grant,
      family: family ?? id,
    }
    if (!(await this.#records.add(id, record))) throw new Error('the id of a new token is taken')
  }

  #print(pair: TokenPair, grant: TokenGrant, isRefreshable: boolean): IssuedTokens {
    return {
      accessToken: printToken(pair.access),
      ...(isRefreshable ? { refreshToken: printToken(pair.refresh) } : {}),
      expiresIn: Math.floor(this.#timeout / SECOND),
      ...grant,
    }
  }

  async #alone<Result>(id: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.#flights.get(id) ?? Promise.resolve()
    const flight = before.then(work, work)
    this.#flights.set(id, flight)
    try {
      return await flight
    } finally {
      if (this.#flights.get(id) === flight) this.#flights.delete(id)
    }
  }
}

type TokenKind = 'access' | 'refresh'
const BOTH: readonly TokenKind[] = ['access', 'refresh']

/** Counts of an invalidation, in the making. */
class Tally implements Invalidation {
  invalidated = 0
  previously = 0
  readonly errors: Error[] = []

  /** A token as it was before. */
  count(before: { readonly invalidated: boolean } | undefined): void {
    if (before?.invalidated) this.previously++
    else if (before) this.invalidated++
  }
}

/** undefined: it had ended before. */
function ended(record: TokenRecord, kinds: readonly TokenKind[]): TokenRecord | undefined {
  if (kinds.every((kind) => record[kind]?.invalidated !== false)) return undefined
  const { access, refresh } = record
  return {
    ...record,
    access: kinds.includes('access') ? { ...access, invalidated: true } : access,
    ...(refresh ? { refresh: kinds.includes('refresh') ? endedRefresh(refresh) : refresh } : {}),
  }
}

function endedRefresh({ successor: _sealed, ...refresh }: RefreshRecord): RefreshRecord {
  return { ...refresh, invalidated: true }
}

function withoutSuccessor(record: TokenRecord): TokenRecord | undefined {
  if (record.refresh?.successor === undefined) return undefined
  const { successor: _sealed, ...refresh } = record.refresh
  return { ...record, refresh }
}

const isWindowOver = ({ used }: RefreshRecord, now: number): boolean => used !== undefined && now > used + REPLAY_WINDOW

const isSameRealm = (one: RealmRef, other: RealmRef): boolean => one.name === other.name && one.type === other.type

const isSameClient = (one: TokenClient, other: TokenClient): boolean =>
  one.username === other.username && isSameRealm(one.realm, other.realm) && one.key === other.key

const invalidGrant = (description: string): ElasticError => oauthError('invalid_grant', description)
const unknownRefreshToken = (): ElasticError => invalidGrant('could not refresh the requested token')
