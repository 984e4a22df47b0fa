/** Calls that the server makes itself, as steps of a task: an API asked as over HTTP, and performed like any other call. */
import { illegalArgument } from '../core/errors.ts'
import { parseJson } from '../core/json/parse.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts'
import type { AnyApi, ApiRequest, Call, RequestBody } from '../request/api.ts'
import { ParameterReader } from '../request/parameters.ts'

export interface InnerRequest {
  readonly path?: Readonly<Record<string, string>>
  readonly parameters?: Readonly<Record<string, string>>
  /** JSON or NDJSON. */
  readonly body?: string | Buffer
}

let count = 0

/** Throws what the API refuses such a request with. */
export function innerCall(api: AnyApi, { path = {}, parameters = {}, body = '' }: InnerRequest): Call {
  const [route] = api.routes
  const request: ApiRequest = {
    method: route?.method ?? 'POST',
    path: new Map(Object.entries(path)),
    parameters: new ParameterReader(api.parameters, new Map(Object.entries(parameters))),
    body: new InnerBody(typeof body === 'string' ? Buffer.from(body) : body),
    compatibleWith: 9,
    uri: route?.path ?? '',
  }
  const input: unknown = api.parse(request)
  const chosen = api.actionFor ? { ...api, action: api.actionFor(input) } : api
  return { id: `task-${++count}`, api: chosen, input, targets: api.targets(input), request }
}

/** The same call of the API as it is offered here (by a gateway, say). */
export function offeredCall(call: Call, apis: readonly AnyApi[]): Call {
  const api = apis.find(({ name }) => name === call.api.name)
  if (!api || !call.request) throw illegalArgument(`[${call.api.name}] is not supported in front of a cluster`)
  const input: unknown = api.parse(call.request)
  const action = api.actionFor?.(input) ?? api.action
  return { ...call, api: { ...api, action }, input, targets: api.targets(input) }
}

class InnerBody implements RequestBody {
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  get present(): boolean {
    return this.bytes.length > 0
  }

  json(): JsonValue {
    return parseJson(this.bytes)
  }

  object(): JsonObject {
    const value = this.present ? this.json() : new Map()
    if (!isJsonObject(value)) throw new Error('an inner body is an object')
    return value
  }
}
