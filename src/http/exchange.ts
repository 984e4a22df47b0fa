/** One request and its reply on the way through the journey: what is known so far, and how the reply is to look. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { illegalArgument } from '../core/errors.ts'
import { parseBoolean } from '../core/units.ts'
import type { Cors } from './cors.ts'
import type { ErrorStyle } from './error-body.ts'
import { parseFilterPath } from './filter-path.ts'
import type { Negotiated } from './negotiate.ts'
import { announcesBody } from './read-body.ts'
import type { ReceivedHead } from './receive.ts'
import type { Presentation } from './respond.ts'
import type { HttpSettings } from './settings.ts'

export class Exchange {
  readonly id: string
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly hasBody: boolean
  /** The client holds its body back until `100 Continue`. */
  readonly #isHeldBack: boolean
  #hasProceeded = false
  #gone: AbortSignal | undefined
  #head: ReceivedHead | undefined
  #presentation: Presentation = UNADORNED

  constructor(id: string, request: IncomingMessage, response: ServerResponse, isHeldBack: boolean) {
    this.id = id
    this.request = request
    this.response = response
    this.#isHeldBack = isHeldBack
    this.hasBody = announcesBody(request)
  }

  /** Keeps what the head says about the reply. */
  present(head: ReceivedHead, negotiated: Negotiated, cors: Cors, settings: HttpSettings): void {
    const { query, headers } = head
    const filterPath = query.get('filter_path')
    const opaqueId = headers.find('x-opaque-id')
    const corsLines = cors.headersFor(headers)
    this.#head = head
    this.#presentation = {
      form: negotiated.replyForm,
      contentType: negotiated.replyType,
      pretty: isSet(query.get('pretty')),
      human: isSet(query.get('human')),
      filterPath: filterPath === undefined ? undefined : parseFilterPath(filterPath),
      gzipLevel: settings.compression && acceptsGzip(headers.find('accept-encoding')) ? settings.compressionLevel : undefined,
      lines: opaqueId === undefined || !PRINTABLE.test(opaqueId) ? corsLines : ['X-Opaque-Id', opaqueId, ...corsLines],
    }
  }

  /** Tells a client that waits to send its body. */
  readonly proceed = (): void => {
    if (this.#isHeldBack && !this.#hasProceeded) this.response.writeContinue()
    this.#hasProceeded = true
  }

  /** Aborted when the connection ends before the reply is written. */
  readonly gone = (): AbortSignal => {
    if (!this.#gone) {
      const controller = new AbortController()
      const look = (): void => {
        if (!this.response.writableFinished) controller.abort('channel was closed')
      }
      if (this.response.closed) look()
      else this.response.once('close', look)
      this.#gone = controller.signal
    }
    return this.#gone
  }

  /** The reply is wanted as it comes, so it can be sent in pieces. */
  get isWantedPlain(): boolean {
    const { form, pretty, filterPath } = this.#presentation
    return form === 'json' && !pretty && filterPath === undefined
  }

  /** `filter_path` is for replies of APIs: errors are shown whole. */
  keepWhole(): void {
    this.#presentation = { ...this.#presentation, filterPath: undefined }
  }

  /** How the reply is written. `isLast`: the connection ends behind it. */
  presentation(isLast: boolean): Presentation {
    // A client that waits for `100 Continue` may send its body behind a final reply or not: the connection cannot go on.
    const ends = isLast || (this.#isHeldBack && !this.#hasProceeded)
    if (!ends) return this.#presentation
    return { ...this.#presentation, lines: [...this.#presentation.lines, 'connection', 'close'] }
  }

  /** How a refusal is written. */
  errorStyle({ detailedErrors }: HttpSettings): ErrorStyle {
    return { detailed: detailedErrors, trace: detailedErrors && isSet(this.#head?.query.get('error_trace')) }
  }

  /** The request target for reports: without the query string, where somebody may have put a secret. */
  get uri(): string {
    return this.request.url?.split('?', 1)[0] ?? ''
  }
}

/** Where nothing is known of the client's wishes. */
export const UNADORNED: Presentation = {
  form: 'json',
  contentType: 'application/json',
  pretty: false,
  human: false,
  filterPath: undefined,
  gzipLevel: undefined,
  lines: [],
}

/** Header lines leave with the body, which is UTF-8: other letters would not come back as they came. */
const PRINTABLE = /^[\t\x20-\x7e]*$/

const isSet = (flag: string | undefined): boolean => flag === '' || flag === 'true'

function acceptsGzip(header: string | undefined): boolean {
  if (header === undefined || !header.includes('gzip')) return false
  return header.split(',').some((part) => /^\s*(?:x-)?gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$).*)?$/i.test(part))
}

/** The parameters that every API takes, checked; called behind the first gate. */
export function checkCommonParameters(head: ReceivedHead, { detailedErrors }: HttpSettings): void {
  if (head.query.size === 0) return
  checkErrorTrace(head.query.get('error_trace'), detailedErrors)
  for (const name of ['pretty', 'human']) {
    const value = head.query.get(name)
    if (value !== undefined && value !== '') parseBoolean(value)
  }
}

function checkErrorTrace(value: string | undefined, isOffered: boolean): void {
  if (value === undefined || value === 'false') return
  if (value !== '' && value !== 'true') {
    throw illegalArgument(`Failed to parse value [${value}] as only [true] or [false] are allowed.`, { plain: true })
  }
  if (!isOffered) throw illegalArgument('error traces in responses are disabled.', { plain: true })
}
