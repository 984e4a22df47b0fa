/**
 * One answer of a node behind, as it arrives: small ones are collected, long ones become a stream that slows the node down when the client
 * is slow. Handed to undici by `upstream-node.ts`.
 */
import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'

type Headers = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2]

export interface UpstreamResponse {
  readonly status: number
  readonly headers: Headers
  readonly body: Buffer | Readable
}

/** Longer answers are streamed. */
const COLLECTED = 1024 * 1024

export class ResponseReceiver implements Dispatcher.DispatchHandler {
  /** Whether a node has begun to read the request. */
  isSent = false
  readonly response: Promise<UpstreamResponse>
  readonly #signal: AbortSignal | undefined
  #resolve!: (response: UpstreamResponse) => void
  #reject!: (error: Error) => void
  #controller: Dispatcher.DispatchController | undefined
  #status = 0
  #headers: Headers = {}
  #chunks: Buffer[] = []
  #length = 0
  #stream: Readable | undefined

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal
    this.response = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    signal?.addEventListener('abort', this.#abort, { once: true })
  }

  readonly #abort = (): void => {
    const reason = new ClientLeft()
    if (this.#controller) this.#controller.abort(reason)
    else this.#finish(reason)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.isSent = true
    this.#controller = controller
    if (this.#signal?.aborted) controller.abort(new ClientLeft())
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: Headers): void {
    if (status < 200) return
    this.#status = status
    this.#headers = headers
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#stream) {
      if (!this.#stream.push(chunk)) controller.pause()
      return
    }
    this.#chunks.push(chunk)
    this.#length += chunk.length
    if (this.#length > COLLECTED) this.#beginStream(controller)
  }

  onResponseEnd(): void {
    if (this.#stream) this.#stream.push(null)
    else this.#resolve(this.#responseOf(this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks, this.#length)))
    this.#release()
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    this.#finish(error)
  }

  #finish(error: Error): void {
    if (this.#stream) this.#stream.destroy(error)
    else this.#reject(error)
    this.#release()
  }

  #beginStream(controller: Dispatcher.DispatchController): void {
    this.#stream = new Readable({
      highWaterMark: COLLECTED,
      read: () => controller.resume(),
      destroy: (error, done) => {
        if (!controller.aborted) controller.abort(error ?? new ClientLeft())
        done(error)
      },
    })
    for (const chunk of this.#chunks.splice(0)) this.#stream.push(chunk)
    this.#resolve(this.#responseOf(this.#stream))
  }

  #responseOf(body: Buffer | Readable): UpstreamResponse {
    return { status: this.#status, headers: this.#headers, body }
  }

  #release(): void {
    this.#signal?.removeEventListener('abort', this.#abort)
  }
}

/** The client went away: what it asked for is broken off. */
export class ClientLeft extends Error {}
