/**
 * The nodes of the cluster behind as one: who is asked next, what is tried again elsewhere, and who is left alone until he is well. A request
 * that a node may have begun is tried again only where doing it twice does no harm.
 */
import { Readable } from 'node:stream'
import type { ElasticError } from '../../core/errors.ts'
import type { UpstreamRequest } from '../../request/remote-form.ts'
import { type MediaTypes, PLAIN } from './differences.ts'
import { ROOT } from './product.ts'
import { ClientLeft, type UpstreamResponse } from './response.ts'
import { brokenUpstream, credentialsRefused, noNodeAvailable, silentUpstream } from './upstream-errors.ts'
import { AttemptFailed, UpstreamNode, type WireRequest } from './upstream-node.ts'
import type { UpstreamSettings } from './upstream-settings.ts'
import { wirePath } from './wire-path.ts'

export interface SendOptions {
  /** Doing it twice does no harm. */
  readonly isRepeatable: boolean
  /** What is answered and sent; plain JSON where left out. */
  readonly media?: MediaTypes
  readonly accept?: string
  readonly signal?: AbortSignal | undefined
}

/** Answers that say the node, and not the request, is at fault. */
const UNWELL = new Set([502, 503, 504])

export class UpstreamCluster {
  readonly #settings: UpstreamSettings
  readonly #nodes: UpstreamNode[]
  #turn = 0

  constructor(settings: UpstreamSettings) {
    this.#settings = settings
    this.#nodes = settings.hosts.map((origin) => new UpstreamNode(origin, settings))
  }

  get nodes(): readonly UpstreamNode[] {
    return this.#nodes
  }

  /** Sends to one node after another until one answers; throws 429, 502, 503, 504 in words of our own. */
  async send(request: UpstreamRequest, options: SendOptions): Promise<UpstreamResponse> {
    const wire = this.#wireRequest(request, options)
    const candidates = this.#candidates()
    let failure: Error | undefined
    for (const [at, node] of candidates.entries()) {
      const outcome = await attempt(node, wire)
      if (outcome instanceof AttemptFailed) {
        failure = outcome
        if (outcome.isSent && !options.isRepeatable) break
        if (options.signal?.aborted) break
        continue
      }
      const isAnswer = !UNWELL.has(outcome.status) || !options.isRepeatable || at === candidates.length - 1
      if (isAnswer) return accepted(outcome)
      release(outcome)
    }
    throw refusalOf(failure)
  }

  /** Asks those that failed how they are. */
  async revive(): Promise<void> {
    const ping = this.#wireRequest(ROOT, { isRepeatable: true })
    const failed = this.#nodes.filter((node) => !node.isAlive)
    await Promise.all(
      failed.map((node) => attempt(node, ping).then((answer) => answer instanceof AttemptFailed || release(answer))),
    )
  }

  async close(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => node.close()))
  }

  /** Those that are well, each the first in its turn; where none is, the one that failed least. */
  #candidates(): readonly UpstreamNode[] {
    const alive = this.#nodes.filter((node) => node.isAlive)
    if (alive.length === 0) return [this.#nodes.reduce((best, node) => (node.failures < best.failures ? node : best))]
    const first = this.#turn++ % alive.length
    return [...alive.slice(first), ...alive.slice(0, first)]
  }

  #wireRequest(request: UpstreamRequest, { media = PLAIN, accept, signal }: SendOptions): WireRequest {
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
    }
  }
}

/** A node that cannot be reached is left alone; one that broke off a single answer is not. */
async function attempt(node: UpstreamNode, request: WireRequest): Promise<UpstreamResponse | AttemptFailed> {
  try {
    const response = await node.send(request)
    node.noteSuccess()
    return response
  } catch (error) {
    if (!(error instanceof AttemptFailed)) throw error
    if (!error.isSent) node.noteFailure()
    return error
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
  const cause = failure?.cause as (Error & { readonly code?: string }) | undefined
  if (cause instanceof ClientLeft) return cause
  if (failure instanceof AttemptFailed && failure.isSent) return isTimeout(cause) ? silentUpstream(cause) : brokenUpstream(cause)
  return noNodeAvailable(cause)
}

const isTimeout = (cause: { readonly code?: string } | undefined): boolean =>
  cause?.code === 'UND_ERR_HEADERS_TIMEOUT' || cause?.code === 'UND_ERR_BODY_TIMEOUT'
