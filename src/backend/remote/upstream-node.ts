/** One node of the cluster behind: its connections, and whether it is worth asking. Made and chosen by `upstream-cluster.ts`. */
import { type Dispatcher, Pool } from 'undici'
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
  readonly #maxQueued: number
  #failures = 0

  constructor(origin: string, settings: UpstreamSettings) {
    this.origin = origin
    this.#maxQueued = settings.maxQueued
    this.#pool = new Pool(origin, {
      connections: settings.maxConnections,
      // One answer at a time on a connection: none can be taken for another's.
      pipelining: 1,
      headersTimeout: settings.requestTimeout,
      bodyTimeout: settings.requestTimeout,
      connect: createConnector(settings),
    })
  }

  /** False after a failure, until a check finds it well again. */
  get isAlive(): boolean {
    return this.#failures === 0
  }

  /** Failures in a row. */
  get failures(): number {
    return this.#failures
  }

  noteFailure(): void {
    this.#failures++
  }

  noteSuccess(): void {
    this.#failures = 0
  }

  /** Throws AttemptFailed, or 429 where too many wait. */
  async send(request: WireRequest): Promise<UpstreamResponse> {
    const { pending, queued } = this.#pool.stats
    if (Math.max(pending, queued) >= this.#maxQueued) throw upstreamBusy(this.#maxQueued)
    const receiver = new ResponseReceiver(request.signal)
    this.#pool.dispatch(
      { method: request.method, path: request.path, headers: request.headers, body: request.body ?? null },
      receiver,
    )
    try {
      return await receiver.response
    } catch (error) {
      throw new AttemptFailed(error as Error, receiver.isSent)
    }
  }

  close(): Promise<void> {
    return this.#pool.destroy()
  }
}
