/** Calls that the server makes itself, as steps of a task or parts of a request: an API asked as over HTTP, performed like any other call. */
import { illegalArgument, parsingException } from '../core/errors.ts'
import { parseJson } from '../core/json/parse.ts'
import { isJsonObject, type JsonObject, type JsonValue, tokenName } from '../core/json/value.ts'
import type { AnyApi, ApiRequest, Call, RequestBody, SearchProgress, Step } from '../request/api.ts'
import { createCall } from '../request/create-call.ts'
import type { Identity } from '../request/identity.ts'
import { ParameterReader } from '../request/parameters.ts'
import type { Reply } from '../request/reply.ts'

export interface InnerRequest {
  /** The id of the call; a number of its own where left out. */
  readonly id?: string
  readonly path?: Readonly<Record<string, string>>
  readonly parameters?: Readonly<Record<string, string>>
  /** JSON or NDJSON. */
  readonly body?: string | Buffer
  /** An empty body is one that says nothing, rather than none. */
  readonly isBodyGiven?: boolean
  /** Aborted, with the reason in words, when nobody wants the answer any more. */
  readonly gone?: () => AbortSignal
  readonly watch?: (progress: SearchProgress) => void
}

/** Requests within a request. */
export interface InnerCalls {
  /** Reads a request for an API by name, as that API is offered here; throws what it would be refused with. */
  parse(api: string, request: InnerRequest): Call
  /** Authorizes and runs it. */
  perform(identity: Identity, call: Call): Promise<Reply>
}

let count = 0

/** Places in longer bodies are not told. */
const LONGEST_WITH_PLACES = 1024 * 1024

/** Throws what the API refuses such a request with. */
export function innerCall(api: AnyApi, inner: InnerRequest): Call {
  const { id, request } = innerStep(api, inner)
  return createCall(id, api, request)
}

/** A step of a task. */
export function innerStep(api: AnyApi, inner: InnerRequest): Step {
  const { id = `task-${++count}`, path = {}, parameters = {}, body = '', isBodyGiven = body.length > 0, gone, watch } = inner
  const [route] = api.routes
  const request: ApiRequest = {
    method: route?.method ?? 'POST',
    path: new Map(Object.entries(path)),
    parameters: new ParameterReader(api.parameters, new Map(Object.entries(parameters))),
    body: new InnerBody(typeof body === 'string' ? Buffer.from(body) : body, isBodyGiven),
    compatibleWith: 9,
    uri: route?.path ?? '',
    gone,
    watch,
  }
  return { id, api, request }
}

/** The call of a step, of the API as it is offered here (by a gateway, say). */
export function offeredCall({ id, api: { name }, request }: Step, apis: readonly AnyApi[]): Call {
  const api = apis.find((one) => one.name === name)
  if (!api) throw illegalArgument(`[${name}] is not offered here`)
  return createCall(id, api, request)
}

class InnerBody implements RequestBody {
  readonly bytes: Buffer
  readonly present: boolean
  #value: JsonValue | undefined

  constructor(bytes: Buffer, present: boolean) {
    this.bytes = bytes
    this.present = present
  }

  json(): JsonValue {
    const places = this.bytes.length <= LONGEST_WITH_PLACES ? ({ positions: 'all' } as const) : {}
    this.#value ??= parseJson(this.bytes, places)
    return this.#value
  }

  object(): JsonObject {
    const value = this.present ? this.json() : new Map()
    if (isJsonObject(value)) return value
    throw parsingException(`Expected [START_OBJECT] but found [${tokenName(value)}]`, { line: 1, column: 1 })
  }
}
