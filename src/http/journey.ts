/**
 * The HTTP side of a request's journey: head, route, first gate, and only then the body; parse, second gate, reply. Every way out, refusals
 * included, ends in `respond`. Called by `server.ts` for each request.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { ElasticError } from '../core/errors.ts'
import type { Observer } from '../observe/events.ts'
import type { AnyApi, Call } from '../request/api.ts'
import type { BodyCutter, BodyParts } from '../request/body-parts.ts'
import type { RequestHead } from '../request/head.ts'
import type { Identity } from '../request/identity.ts'
import { type Reply, TextBody } from '../request/reply.ts'
import { Cors } from './cors.ts'
import { errorReply, internalError } from './error-body.ts'
import { checkCommonParameters, Exchange, UNADORNED } from './exchange.ts'
import type { MediaType } from './media-type.ts'
import { type Negotiated, Negotiator } from './negotiate.ts'
import { Outbox } from './outbox.ts'
import { refuseUnrecognized } from './parameter-names.ts'
import { parseCall } from './parse-call.ts'
import { refuseSeparators } from './path-variables.ts'
import { ClientGone, readBody, tooLong } from './read-body.ts'
import { readPieces } from './read-pieces.ts'
import { yamlToJson } from './read-yaml.ts'
import { type ReceivedHead, receiveHead } from './receive.ts'
import { bodyFromSource, holdsSecrets, JsonBody, NO_BODY, refuseMediaType, refusePresence } from './request-body.ts'
import { respond } from './respond.ts'
import type { RouteMatch, Router } from './router.ts'
import type { HttpSettings } from './settings.ts'

/** The two gates, as this layer sees them. */
export interface Gates {
  identify(head: RequestHead): Promise<Identity>
  perform(identity: Identity, call: Call): Promise<Reply>
}

export interface JourneyParts {
  readonly pipeline: Gates
  readonly router: Router
  readonly settings: HttpSettings
  readonly observer: Observer
  /** Whether clients may speak as to version 7. */
  readonly isOld: () => boolean
}

/** What is thrown away of a body that nobody wants, before the connection is cut. */
const MOST_DISCARDED = 8 * 1024 * 1024
const NOWHERE: RouteMatch = { kind: 'unknown' }

export class Journey {
  readonly #parts: JourneyParts
  readonly #cors: Cors
  readonly #negotiator: Negotiator
  readonly #outbox = new Outbox()
  #requests = 0
  #isClosing = false

  constructor(parts: JourneyParts) {
    this.#parts = parts
    this.#negotiator = new Negotiator(parts.isOld)
    this.#cors = new Cors(parts.settings.cors)
  }

  /** From now on every reply ends its connection. */
  beginClosing(): void {
    this.#isClosing = true
  }

  /** `isHeldBack`: the client waits for `100 Continue`. Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse, isHeldBack: boolean): Promise<void> {
    const exchange = new Exchange((++this.#requests).toString(36), request, response, isHeldBack)
    let reply: Reply
    try {
      reply = await this.#answer(exchange)
    } catch (error) {
      if (error instanceof ClientGone) return
      reply = this.#refuse(exchange, error)
    }
    this.#outbox.put(() => this.#finish(exchange, reply))
  }

  async #answer(exchange: Exchange): Promise<Reply> {
    const { router, pipeline, settings } = this.#parts
    const head = receiveHead(exchange.request, exchange.id, settings)
    const negotiated = this.#negotiator.negotiate(head, exchange.hasBody)
    exchange.present(head, negotiated, this.#cors, settings)
    this.#cors.guard(head)
    if (head.method === 'OPTIONS') return this.#options(head)

    const match = head.rawSegments ? router.match(head.method, head.rawSegments, head.segments) : NOWHERE
    const identity = marked(await pipeline.identify(head), head)

    checkCommonParameters(head, settings)
    if (negotiated.fault) throw negotiated.fault
    if (match.kind !== 'matched') {
      exchange.keepWhole()
      return unmatched(head, match)
    }
    refuseSeparators(match.path)
    if (match.api.parts && exchange.hasBody && isLong(exchange.request, settings))
      return this.#performInParts(exchange, identity, match, match.api.parts, head, negotiated)
    const sent = exchange.hasBody ? await this.#receiveBody(exchange, match.api, head, negotiated) : NO_BODY
    const source = sent.present || match.api.body === 'none' ? undefined : bodyFromSource(head)
    refuseUnrecognized(match.api, head, source !== undefined)
    const body = source ? await toJsonBody(match.api, source.bytes, source.type) : sent
    // Searches and writes take their time: what is ready does not wait for them.
    if (exchange.hasBody) this.#outbox.flush()
    return await pipeline.perform(identity, parseCall(head, match, negotiated, body, exchange.gone))
  }

  async #receiveBody(exchange: Exchange, api: AnyApi, head: ReceivedHead, { bodyType }: Negotiated): Promise<JsonBody> {
    const { request, proceed } = exchange
    const isDeclared = head.headers.find('content-length') !== undefined
    if (isDeclared) {
      refuseMediaType(api, head, bodyType)
      if (api.body === 'none') refusePresence(api, head, ANNOUNCED)
    }
    const bytes = await readBody({ request, proceed, settings: this.#parts.settings })
    if (bytes.length === 0) return NO_BODY
    if (!isDeclared) refuseMediaType(api, head, bodyType)
    return toJsonBody(api, bytes, bodyType)
  }

  /** Each part as a call of its own, when the one before is done: who is asking is asked again, since that may have taken minutes. */
  async #performInParts(
    exchange: Exchange,
    identity: Identity,
    match: Extract<RouteMatch, { kind: 'matched' }>,
    parts: BodyParts,
    head: ReceivedHead,
    negotiated: Negotiated,
  ): Promise<Reply> {
    const { pipeline, settings } = this.#parts
    const { request, proceed } = exchange
    refuseMediaType(match.api, head, negotiated.bodyType)
    refuseUnrecognized(match.api, head, false)
    const joiner = parts.joiner()
    const whole = exchange.isWantedPlain ? Number.POSITIVE_INFINITY : settings.maxContentLength
    const pieces = readPieces({ request, proceed, settings }, whole)
    let last: Reply | undefined
    let isOnly = true
    let linesBefore = 0
    try {
      for await (const part of cutBody(pieces, parts.cutter(), settings.maxContentLength)) {
        if (last) {
          isOnly = false
          await joiner.add(last)
        }
        const body = part.length === 0 ? NO_BODY : new JsonBody(part, false, linesBefore)
        linesBefore += countLines(part)
        const asking = last ? marked(await pipeline.identify(head), head) : identity
        last = await pipeline.perform(asking, parseCall(head, match, negotiated, body, exchange.gone))
        if (last.status !== 200) break
      }
      if (!last) throw new Error('a body without parts')
      if (isOnly || last.status !== 200) {
        await joiner.abandon()
        return last
      }
      await joiner.add(last)
      return joiner.finish()
    } catch (error) {
      await joiner.abandon()
      throw error
    }
  }

  /** Not authenticated: a browser's preflight carries no credentials. */
  #options(head: ReceivedHead): Reply {
    const allowed = head.rawSegments ? this.#parts.router.allowed(head.rawSegments) : []
    const allow = allowed.length > 0 ? { allow: allowed.join(',') } : {}
    const headers = { ...allow, ...this.#cors.preflightHeaders(head.headers) }
    return { status: 200, headers, body: new TextBody('') }
  }

  #refuse(exchange: Exchange, error: unknown): Reply {
    const { settings, observer } = this.#parts
    const style = exchange.errorStyle(settings)
    exchange.keepWhole()
    if (error instanceof ElasticError) return errorReply(error, style)
    observer.emit({ kind: 'internal_error', requestId: exchange.id, uri: exchange.uri, error })
    return errorReply(internalError(exchange.id), style)
  }

  #finish(exchange: Exchange, reply: Reply): void {
    const { request, response } = exchange
    try {
      const pending = respond(response, reply, exchange.presentation(this.#isClosing))
      pending?.catch((error: unknown) => this.#respondDefect(exchange, error))
    } catch (error) {
      this.#respondDefect(exchange, error)
    }
    if (exchange.hasBody && !request.complete) discardRest(request)
  }

  /** A reply that cannot be written is a defect of whoever made it. */
  #respondDefect({ id, uri, response }: Exchange, error: unknown): void {
    const { settings, observer } = this.#parts
    observer.emit({ kind: 'internal_error', requestId: id, uri, error })
    if (response.headersSent) response.destroy()
    else void respond(response, errorReply(internalError(id), { detailed: settings.detailedErrors, trace: false }), UNADORNED)
  }
}

const NEWLINE = 10

/** Shorter bodies are read whole, and nothing of them is done before all of it was checked. */
const LONG = 1024 * 1024

const isLong = ({ headers }: IncomingMessage, { maxContentLength }: HttpSettings): boolean =>
  headers['content-length'] === undefined ||
  Number(headers['content-length']) > Math.min(LONG, maxContentLength) ||
  headers['content-encoding'] !== undefined

/** The first part may be empty, which its reader refuses; a later one that is, is none. */
async function* cutBody(pieces: AsyncIterable<Buffer>, cutter: BodyCutter, limit: number): AsyncGenerator<Buffer> {
  let count = 0
  let held = 0
  for await (const piece of pieces) {
    const parts = cutter.push(piece)
    // One operation, and at most a part before it.
    held = parts.length > 0 ? 0 : held + piece.length
    if (held > limit + LONG) throw tooLong(`more than ${limit}`, limit)
    count += parts.length
    yield* parts
  }
  const last = cutter.end()
  if (count === 0 || last.length > 0) yield last
}

/** With the caller's own name for the request. */
function marked(identity: Identity, { headers }: ReceivedHead): Identity {
  const opaqueId = headers.find('x-opaque-id')
  return opaqueId === undefined ? identity : { ...identity, opaqueId }
}

function countLines(bytes: Buffer): number {
  let count = 0
  for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, at + 1)) count++
  return count
}

/** Stands for a body that is not read yet. */
const ANNOUNCED = new JsonBody(Buffer.alloc(0))

async function toJsonBody(api: AnyApi, bytes: Buffer, type: MediaType | undefined): Promise<JsonBody> {
  const isSecret = holdsSecrets(api)
  return new JsonBody(type?.form === 'yaml' ? await yamlToJson(bytes, isSecret) : bytes, isSecret)
}

function unmatched({ uri, method }: ReceivedHead, match: Exclude<RouteMatch, { kind: 'matched' }>): Reply {
  if (match.kind === 'unknown')
    return { status: 400, body: { error: `no handler found for uri [${uri}] and method [${method}]` } }
  const { allowed } = match
  const error = `Incorrect HTTP method for uri [${uri}] and method [${method}], allowed: [${allowed.join(', ')}]`
  return { status: 405, headers: { allow: allowed.join(',') }, body: { error, status: 405 } }
}

/** Lets a refused client finish sending, so that it reads the reply; one that goes on and on is cut off. */
function discardRest(request: IncomingMessage): void {
  let discarded = 0
  request.on('error', () => {})
  request.on('data', (chunk: Buffer) => {
    discarded += chunk.length
    if (discarded > MOST_DISCARDED) request.destroy()
  })
  request.resume()
}
