/**
 * The nodes of the cluster behind as one: who is asked next, what is tried again elsewhere, and who is left alone until he is well. A request
 * that a node may have begun is tried again only where doing it twice does no harm.
 */
import { Readable } from 'node:stream'
import { errors } from 'undici'
import type { ElasticError } from '../../core/errors.ts'
import { parseJson } from '../../core/json/parse.ts'
import type { UpstreamRequest } from '../../request/remote-form.ts'
import { type MediaTypes, PLAIN } from './differences.ts'
import { ROOT } from './product.ts'
import { bytesOf } from './reply-bytes.ts'
import { ClientLeft, type UpstreamResponse } from './response.ts'
import { NODES, readOrigins } from './sniff.ts'
import { brokenUpstream, credentialsRefused, noNodeAvailable, silentUpstream } from './upstream-errors.ts'
import { AttemptFailed, type UpstreamNode, type WireRequest } from './upstream-node.ts'
import { UpstreamNodes } from './upstream-nodes.ts'
import type { UpstreamSettings } from './upstream-settings.ts'
import { wirePath } from './wire-path.ts'

export interface SendOptions {
  /** Doing it twice does no harm. */
  readonly isRepeatable: boolean
  /** Nobody waits for long: a node that is silent then counts as one that failed. */
  readonly isCheck?: boolean
  /** What is answered and sent; plain JSON where left out. */
  readonly media?: MediaTypes
  readonly accept?: string
  readonly signal?: AbortSignal | undefined
}

const CHECK: SendOptions = { isRepeatable: true, isCheck: true }
/** Answers that say the node, and not the request, is at fault. */
const UNWELL = new Set([502, 503, 504])
/** Milliseconds from one question for the nodes to the next, where one has failed. */
const DOUBT = 1000

export class UpstreamCluster {
  readonly #settings: UpstreamSettings
  readonly #nodes: UpstreamNodes
  #sniffedAt = Number.NEGATIVE_INFINITY
  /** A node failed since the cluster was asked for its nodes. */
  #isDoubtful = false

  constructor(settings: UpstreamSettings) {
    this.#settings = settings
    this.#nodes = new UpstreamNodes(settings)
  }

  get nodes(): readonly UpstreamNode[] {
    return this.#nodes.all
  }

  /** Sends to one node after another until one answers; throws 429, 502, 503, 504 in words of our own. */
  async send(request: UpstreamRequest, options: SendOptions): Promise<UpstreamResponse> {
    const wire = this.#wireRequest(request, options)
    const candidates = this.#nodes.candidates()
    let failure: Error | undefined
    for (const [at, node] of candidates.entries()) {
      const isLast = at === candidates.length - 1
      if (node.isBusy && !options.isCheck && !isLast) continue
      const outcome = await this.#attempt(node, wire, options)
      if (outcome instanceof AttemptFailed) {
        failure = outcome
        if (outcome.isSent && !options.isRepeatable) break
        if (options.signal?.aborted) break
        continue
      }
      if (!UNWELL.has(outcome.status) || !options.isRepeatable || isLast) return accepted(outcome)
      release(outcome)
    }
    throw refusalOf(failure)
  }

  /** Asks those that failed, when it is their time, how they are, and the cluster for its nodes. */
  async maintain(): Promise<void> {
    await Promise.all([this.#revive(), this.#isSniffDue() ? this.#sniff() : undefined])
  }

  async #revive(): Promise<void> {
    const ping = this.#wireRequest(ROOT, CHECK)
    const asked = this.nodes.filter((node) => node.isDue).map((node) => this.#attempt(node, ping, CHECK))
    for (const answer of await Promise.all(asked)) if (!(answer instanceof AttemptFailed)) release(answer)
  }

  #isSniffDue(): boolean {
    const { sniffInterval } = this.#settings
    if (sniffInterval === undefined) return false
    const pause = this.#isDoubtful ? Math.min(DOUBT, sniffInterval) : sniffInterval
    return performance.now() - this.#sniffedAt >= pause
  }

  /** A cluster that does not tell its nodes keeps those that are known. */
  async #sniff(): Promise<void> {
    this.#sniffedAt = performance.now()
    this.#isDoubtful = false
    const { status, body } = await this.send(NODES, CHECK)
    const bytes = await bytesOf(body)
    const origins = status === 200 ? readOrigins(parseJson(bytes), new URL(this.#settings.hosts[0]!).protocol) : []
    if (origins.length > 0) this.#nodes.replace(origins)
  }

  /** A node that cannot be reached is left alone, and so is one that is silent when it is checked; one that broke off a single answer is not. */
  async #attempt(node: UpstreamNode, request: WireRequest, { isCheck }: SendOptions): Promise<UpstreamResponse | AttemptFailed> {
    try {
      const response = await node.send(request)
      node.noteSuccess()
      return response
    } catch (error) {
      if (!(error instanceof AttemptFailed)) throw error
      if (error.cause instanceof ClientLeft) return error
      if (!error.isSent || (isCheck && isTimeout(error.cause))) {
        node.noteFailure()
        this.#isDoubtful = true
      }
      return error
    }
  }

  async close(): Promise<void> {
    await this.#nodes.close()
  }

  #wireRequest(request: UpstreamRequest, { media = PLAIN, accept, signal, isCheck = false }: SendOptions): WireRequest {
    const { authorization } = this.#settings
    const { method, body } = request
    const type = body?.isNdjson ? media.ndjson : media.json
    return {
      method,
      path: wirePath(request),
      headers: {
        accept: accept ?? media.json,
        ...(authorization === undefined ? {} : { authorization }),
        ...(body ? { 'content-type': type } : {}),
      },
      body: body?.bytes,
      signal,
      isCheck,
    }
  }
}

/** 401 is about the gateway's own credentials: the caller was known and allowed. */
function accepted(response: UpstreamResponse): UpstreamResponse {
  if (response.status !== 401) return response
  release(response)
  throw credentialsRefused()
}

/** Lets go of an answer that nobody reads. */
function release({ body }: UpstreamResponse): void {
  if (body instanceof Readable) body.destroy()
}

function refusalOf(failure: Error | undefined): ElasticError | ClientLeft {
  const cause = failure?.cause as Error | undefined
  if (cause instanceof ClientLeft) return cause
  if (failure instanceof AttemptFailed && failure.isSent) return isTimeout(cause) ? silentUpstream(cause) : brokenUpstream(cause)
  return noNodeAvailable(cause)
}

const isTimeout = (cause: unknown): boolean =>
  cause instanceof errors.HeadersTimeoutError || cause instanceof errors.BodyTimeoutError
