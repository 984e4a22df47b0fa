/** The HTTP front with fake gates and a few fake APIs behind it, for tests of the front alone; and a raw socket to speak to it. */
import { connect } from 'node:net'
import { ElasticError } from '../../src/core/errors.ts'
import type { Gates } from '../../src/http/journey.ts'
import { createHttpServer, type HttpServer } from '../../src/http/server.ts'
import { DEFAULT_HTTP_SETTINGS, type HttpSettings } from '../../src/http/settings.ts'
import type { Tls } from '../../src/http/tls/tls.ts'
import type { Observer } from '../../src/observe/events.ts'
import type { AnyApi, ApiRequest, BodyKind, Route } from '../../src/request/api.ts'
import type { Identity } from '../../src/request/identity.ts'
import type { ParameterTable } from '../../src/request/parameters.ts'
import { ok, type Reply } from '../../src/request/reply.ts'

/** An API that answers with whatever `answer` makes of its request. */
export function fakeApi(
  name: string,
  routes: readonly string[],
  body: BodyKind,
  answer: (request: ApiRequest) => Reply | Promise<Reply>,
  parameters: ParameterTable = {},
): AnyApi {
  return {
    by: 'server',
    name,
    summary: name,
    routes: routes.map((route) => {
      const [method, path] = route.split(' ')
      return { method, path } as Route
    }),
    action: `cluster:fake/${name}`,
    scope: 'cluster',
    parameters,
    body,
    parse: (request: ApiRequest) => request,
    targets: () => ({ kind: 'cluster' }),
    handle: (_services: unknown, input: ApiRequest) => answer(input),
  }
}

/** Answers with what arrived. */
const echo = (request: ApiRequest): Reply =>
  ok({
    method: request.method,
    path: request.path,
    body: request.body.present ? request.body.json() : null,
    format: request.format,
    compatible_with: request.compatibleWith,
  })

const SEARCH_PARAMETERS: ParameterTable = {
  _source: 'text',
  allow_no_indices: 'boolean',
  q: 'text',
  routing: 'text',
  size: 'integer',
  sort: 'text',
  track_scores: 'boolean',
}

export const FAKE_APIS: readonly AnyApi[] = [
  fakeApi('info', ['GET /', 'HEAD /'], 'none', () => ok({ tagline: 'You Know, for Search', version: { number: '9.5.3' } })),
  fakeApi('search', ['GET /{index}/_search', 'POST /{index}/_search', 'GET /_search'], 'optional', echo, SEARCH_PARAMETERS),
  fakeApi('index', ['PUT /{index}/_doc/{id}', 'POST /{index}/_doc/{id}'], 'required', echo, {
    refresh: 'text',
    version_type: 'text',
    routing: 'text',
  }),
  fakeApi('get', ['GET /{index}/_doc/{id}', 'HEAD /{index}/_doc/{id}'], 'none', echo, { _source: 'text' }),
  fakeApi('delete', ['DELETE /{index}/_doc/{id}'], 'none', echo),
  fakeApi('bulk', ['POST /_bulk', 'PUT /_bulk'], 'ndjson', (request) => ok({ bytes: request.body.bytes.length })),
  fakeApi('indices.get', ['GET /{index}'], 'none', echo),
  fakeApi('indices.create', ['PUT /{index}'], 'optional', echo),
]

export interface Front {
  readonly url: string
  readonly port: number
  readonly server: HttpServer
  close(): Promise<void>
}

export interface FrontOptions {
  readonly settings?: Partial<HttpSettings>
  readonly apis?: readonly AnyApi[]
  readonly gates?: Partial<Gates>
  readonly observer?: Observer
  /** Makes the listening server, in place of plain HTTP. */
  readonly tls?: Pick<Tls, 'createServer'>
}

export const IDENTITY = { effective: undefined } as unknown as Identity

/** Lets everybody pass unless told otherwise. */
export async function startFront({ settings, apis = FAKE_APIS, gates, observer, tls }: FrontOptions = {}): Promise<Front> {
  const pipeline: Gates = {
    identify: async () => IDENTITY,
    perform: async (_identity, call) =>
      call.api.by === 'server' ? call.api.handle({}, call.input, undefined as never) : ok(null),
    ...gates,
  }
  const server = createHttpServer({
    pipeline,
    apis,
    settings: { ...DEFAULT_HTTP_SETTINGS, ...settings },
    ...(observer ? { observer } : {}),
    ...(tls ? { createServer: tls.createServer } : {}),
  })
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 })
  return { url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`, port, server, close: () => server.close(0) }
}

/** The refusal of a caller without credentials. */
export const missingCredentials = (): ElasticError =>
  new ElasticError('security_exception', 'missing authentication credentials for REST request', {
    status: 401,
    headers: { 'WWW-Authenticate': ['Basic realm="security", charset="UTF-8"', 'ApiKey'] },
    terse: 'AuthenticationException[Missing authentication token]',
  })

export interface RawReply {
  readonly text: string
  /** The server ended the connection. */
  readonly isClosed: boolean
  readonly status: number
}

/** Silence that tells that a connection stays open. */
const SILENCE_MS = 300

/** Sends bytes as they are and gathers the answer until the server closes or says no more; `waitMs`: how long it may take to begin. */
export function speak(port: number, request: string | Buffer, waitMs = 10_000): Promise<RawReply> {
  return new Promise((resolve) => {
    let text = ''
    const socket = connect(port, '127.0.0.1')
    const finish = (isClosed: boolean): void => {
      socket.destroy()
      resolve({ text, isClosed, status: Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]) })
    }
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1')
      socket.setTimeout(SILENCE_MS)
    })
    socket.setTimeout(waitMs, () => finish(false))
    socket.on('error', () => finish(true))
    socket.on('end', () => finish(true))
    socket.write(request)
  })
}
