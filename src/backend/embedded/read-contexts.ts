/**
 * Long reads: readers that stay open between requests, for scrolls and points in time. Each belongs to the party that opened it and lives
 * until it is closed, expires, or its index is deleted. Kept by the backend, handed out by `granted-engine.ts` to their owners alone; what
 * an owner may still see is asked at every use.
 */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../../core/clock.ts'
import type { IndexReader } from '../../engine/reader.ts'
import type { Position, SearchRequest } from '../../engine/search/request.ts'
import type { TotalHits } from '../../engine/search/search.ts'
import { createTurns, type InTurn } from '../../engine/turns.ts'
import { isSameOwner, type Owner } from '../../request/owner.ts'

/** What a scroll remembers from page to page. */
export interface ScrollState {
  readonly request: SearchRequest
  readonly total: TotalHits | undefined
  readonly maxScore: number
  /** Where the last page ended; undefined: nothing is left. */
  position: Position | undefined
}

export interface ContextRequest {
  readonly owner: Owner
  /** Names of indices and aliases that the owner must be allowed to read, now and at every page. */
  readonly names: readonly string[]
  readonly readers: readonly IndexReader[]
  /** undefined: a point in time. */
  readonly scroll: ScrollState | undefined
  /** Milliseconds that it lives unused. */
  readonly keepAlive: number
}

export interface ReadContext extends Readonly<ContextRequest> {
  /** Unguessable. */
  readonly id: string
  /** Pages of one scroll are read one after the other. */
  readonly inTurn: InTurn
  /** Runs work on the readers, which stay open for it whatever happens to the context meanwhile. */
  use<Result>(work: () => Promise<Result>): Promise<Result>
  /** From now on it lives so long unused. */
  extend(keepAlive: number): void
}

/** Milliseconds between two looks for what has expired. */
const SWEEP = 1000

export class ReadContexts {
  readonly #clock: Clock
  readonly #open = new Map<string, OpenContext>()
  #timer: NodeJS.Timeout | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** How many scrolls, or points in time, are open; `owner`: to that one. */
  count(kind: 'scroll' | 'pointInTime', owner?: Owner): number {
    let sum = 0
    for (const context of this.#open.values()) {
      const isKind = (context.scroll !== undefined) === (kind === 'scroll')
      if (isKind && (!owner || isSameOwner(context.owner, owner))) sum++
    }
    return sum
  }

  /** The readers are closed with the context. */
  open(request: ContextRequest): ReadContext {
    const context = new OpenContext(randomBytes(16).toString('base64url'), request, this.#clock)
    this.#open.set(context.id, context)
    this.#timer ??= setInterval(() => this.#sweep(), SWEEP).unref()
    return context
  }

  /** undefined for an id that is unknown, expired, or somebody else's. */
  find(id: string, owner: Owner): ReadContext | undefined {
    const context = this.#open.get(id)
    if (!context || !isSameOwner(context.owner, owner)) return undefined
    if (!context.isExpired) return context
    this.#remove(context)
    return undefined
  }

  /** False where the owner has no such context. */
  close(id: string, owner: Owner): boolean {
    const context = this.find(id, owner)
    if (context) this.#remove(context as OpenContext)
    return context !== undefined
  }

  /** Closes every scroll, whoever owns it; returns how many there were. */
  closeScrolls(): number {
    return this.#removeWhere(({ scroll }) => scroll !== undefined)
  }

  /** Closes what reads from an index that is gone. */
  closeIndex(uuid: string): void {
    this.#removeWhere(({ readers }) => readers.some(({ index }) => index.uuid === uuid))
  }

  closeAll(): void {
    this.#removeWhere(() => true)
  }

  #sweep(): void {
    this.#removeWhere(({ isExpired }) => isExpired)
  }

  #removeWhere(test: (context: OpenContext) => boolean): number {
    const found = [...this.#open.values()].filter(test)
    for (const context of found) this.#remove(context)
    return found.length
  }

  #remove(context: OpenContext): void {
    this.#open.delete(context.id)
    context.close()
    if (this.#open.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}

class OpenContext implements ReadContext {
  readonly id: string
  readonly owner: Owner
  readonly names: readonly string[]
  readonly readers: readonly IndexReader[]
  readonly scroll: ScrollState | undefined
  readonly inTurn = createTurns()
  readonly #clock: Clock
  keepAlive: number
  #expires: number
  #users = 0
  #isClosed = false

  constructor(id: string, { owner, names, readers, scroll, keepAlive }: ContextRequest, clock: Clock) {
    this.id = id
    this.owner = owner
    this.names = names
    this.readers = readers
    this.scroll = scroll
    this.keepAlive = keepAlive
    this.#clock = clock
    this.#expires = clock.now() + keepAlive
  }

  /** One that is being used does not expire. */
  get isExpired(): boolean {
    return this.#users === 0 && this.#clock.now() > this.#expires
  }

  async use<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#users++
    try {
      return await work()
    } finally {
      this.#users--
      this.#expires = this.#clock.now() + this.keepAlive
      this.#release()
    }
  }

  extend(keepAlive: number): void {
    this.keepAlive = keepAlive
    this.#expires = this.#clock.now() + keepAlive
  }

  close(): void {
    this.#isClosed = true
    this.#release()
  }

  #release(): void {
    if (!this.#isClosed || this.#users > 0) return
    this.#isClosed = false
    for (const reader of this.readers) reader.close()
  }
}
