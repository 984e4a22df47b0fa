/** One node of the cluster behind: its connections, and whether it is worth asking. Made and chosen by `upstream-cluster.ts`. */
import { type Dispatcher, Pool } from 'undici'
import { backOff } from './back-off.ts'
import { createConnector } from './connector.ts'
import { ResponseReceiver, type UpstreamResponse } from './response.ts'
import { upstreamBusy } from './upstream-errors.ts'
import type { UpstreamSettings } from './upstream-settings.ts'

/** A request in the form of the wire. */
export interface WireRequest {
  readonly method: Dispatcher.HttpMethod
  /** Encoded, with its query string. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | undefined
  readonly signal: AbortSignal | undefined
  /** Goes beside the others and is not counted among them: how busy a node is must not decide whether its names are known. */
  readonly isCheck: boolean
}

/** An attempt that came to nothing. `isSent`: the node may have carried it out. */
export class AttemptFailed extends Error {
  readonly isSent: boolean

  constructor(cause: Error, isSent: boolean) {
    super(cause.message, { cause })
    this.isSent = isSent
  }
}

export class UpstreamNode {
  readonly origin: string
  readonly #pool: Pool
  readonly #checks: Pool
  readonly #maxQueued: number
  readonly #longestPause: number
  #failures = 0
  #pausedUntil = 0

  constructor(origin: string, settings: UpstreamSettings) {
    this.origin = origin
    this.#maxQueued = settings.maxQueued
    this.#longestPause = settings.maxBackOff
    this.#pool = openPool(origin, settings, settings.maxConnections, settings.requestTimeout)
    this.#checks = openPool(origin, settings, CHECKS_AT_ONCE, settings.checkTimeout)
  }

  /** False after a failure, until a check finds it well again. */
  get isAlive(): boolean {
    return this.#failures === 0
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#failures
  }

  /** It failed, and the pause after that is over. */
  get isDue(): boolean {
    return !this.isAlive && performance.now() >= this.#pausedUntil
  }

  /** Every connection is taken and the queue is full. */
  get isBusy(): boolean {
    const { pending, queued } = this.#pool.stats
    return Math.max(pending, queued) >= this.#maxQueued
  }

  noteFailure(): void {
    this.#failures++
    this.#pausedUntil = performance.now() + backOff(this.#failures, this.#longestPause)
  }

  noteSuccess(): void {
    this.#failures = 0
  }

  /** Throws AttemptFailed, or 429 where too many wait. */
  async send({ method, path, headers, body, signal, isCheck }: WireRequest): Promise<UpstreamResponse> {
    if (!isCheck && this.isBusy) throw upstreamBusy(this.#maxQueued)
    const receiver = new ResponseReceiver(signal)
    const pool = isCheck ? this.#checks : this.#pool
    pool.dispatch({ method, path, headers, body: body ?? null }, receiver)
    try {
      return await receiver.response
    } catch (error) {
      throw new AttemptFailed(error as Error, receiver.isSent)
    }
  }

  /** Takes nothing new; what runs is finished. */
  async retire(): Promise<void> {
    await Promise.all([this.#pool.close(), this.#checks.close()])
  }

  async close(): Promise<void> {
    await Promise.all([this.#pool.destroy(), this.#checks.destroy()])
  }
}

/** Names are read by three requests. */
const CHECKS_AT_ONCE = 3

const openPool = (origin: string, settings: UpstreamSettings, connections: number, timeout: number): Pool =>
  new Pool(origin, {
    connections,
    // One answer at a time on a connection: none can be taken for another's.
    pipelining: 1,
    headersTimeout: timeout,
    bodyTimeout: timeout,
    connect: createConnector(settings),
  })
