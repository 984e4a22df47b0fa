/** The listening side: Node's HTTP server, told to be strict, with the journey behind it. Built in `main.ts`. */
import { createServer, type IncomingMessage, type Server, type ServerOptions, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { ElasticError } from '../core/errors.ts'
import { type Observer, silentObserver } from '../observe/events.ts'
import type { AnyApi } from '../request/api.ts'
import { Connections } from './connections.ts'
import { type Gates, Journey } from './journey.ts'
import { malformedRequest, refuseOnSocket } from './malformed.ts'
import { Router } from './router.ts'
import type { HttpSettings } from './settings.ts'

export interface HttpServerParts {
  readonly pipeline: Gates
  readonly apis: readonly AnyApi[]
  readonly settings: HttpSettings
  readonly observer?: Observer
  /** Whether clients may speak as to version 7; not where left out. */
  readonly isOld?: () => boolean
  /** Makes the listening server; Node's own of plain HTTP where left out. */
  readonly createServer?: (options: ServerOptions) => Server
  readonly divert?: Divert
}

/** Whether it has taken a request that somebody else answers. */
export type Divert = (request: IncomingMessage, response: ServerResponse) => boolean

export interface HttpServer {
  /** Port 0 takes a free one. Answers where it listens. */
  listen(address: { readonly host: string; readonly port: number }): Promise<{ readonly host: string; readonly port: number }>
  /** Takes nothing new, lets running requests finish for so long, then cuts what is left. */
  close(graceMs: number): Promise<void>
}

/** Throws where two APIs claim one route, or a CORS setting cannot be used. */
export function createHttpServer(parts: HttpServerParts): HttpServer {
  const { pipeline, apis, settings, observer = silentObserver, isOld = () => false } = parts
  const journey = new Journey({ pipeline, router: new Router(apis), settings, observer, isOld })
  const server = createStrictServer(settings, parts.createServer)
  const { divert = () => false } = parts
  server.on('request', (request, response) => divert(request, response) || void journey.handle(request, response, false))
  server.on('checkContinue', (request, response) => {
    if (!divert(request, response)) return void journey.handle(request, response, true)
    response.writeContinue()
  })
  server.on('checkExpectation', (_request, response) => refuseExpectation(response))
  server.on('connect', (_request, socket: Socket) => refuseOnSocket(socket, tunnelRefused(), settings))
  server.on('clientError', (error: NodeJS.ErrnoException, socket) =>
    answerClientError(error, socket as Socket, settings, observer),
  )
  const connections = new Connections(server)
  return {
    listen: (address) => listen(server, address),
    close: (graceMs) => {
      journey.beginClosing()
      return close(server, connections, graceMs)
    },
  }
}

/** Head size and times are Node's to watch, as it does so before anything of ours runs. */
function createStrictServer(settings: HttpSettings, create: (options: ServerOptions) => Server = createServer): Server {
  const server = create({
    maxHeaderSize: settings.maxHeaderSize + settings.maxInitialLineLength,
    headersTimeout: settings.headersTimeout,
    requestTimeout: settings.requestTimeout,
    keepAliveTimeout: settings.keepAliveTimeout,
    connectionsCheckingInterval: Math.min(5000, Math.max(50, settings.headersTimeout / 4)),
    insecureHTTPParser: false,
    // Node's own refusal would lack our headers; `header-table.ts` asks for Host.
    requireHostHeader: false,
    noDelay: true,
  })
  // Node would drop what is above its limit and go on; the count is checked in `header-table.ts`.
  server.maxHeadersCount = 0
  return server
}

function refuseExpectation(response: ServerResponse): void {
  response.writeHead(417, ['X-elastic-product', 'Elasticsearch', 'content-length', '0', 'connection', 'close'])
  response.end()
}

const tunnelRefused = (): ElasticError =>
  new ElasticError('illegal_argument_exception', 'method [CONNECT] is not supported', { status: 405 })

/**
 * Answers where the refusal is the next thing the client waits for. Where earlier requests of the connection are still being answered, or a
 * response has begun, another reply would pass for theirs: then the connection just ends.
 */
function answerClientError(error: NodeJS.ErrnoException, socket: Socket, settings: HttpSettings, observer: Observer): void {
  const refusal = malformedRequest(error, settings)
  if (!refusal) {
    socket.destroy()
    return
  }
  observer.emit({ kind: 'malformed_request', remoteAddress: socket.remoteAddress ?? '', reason: refusal.reason })
  const response = (socket as { _httpMessage?: ServerResponse })._httpMessage
  if (!response) refuseOnSocket(socket, refusal, settings)
  else if (response.req.complete) response.once('finish', () => socket.destroySoon())
  else if (response.headersSent) socket.destroy()
  else refuseOnSocket(socket, refusal, settings)
}

function listen(server: Server, address: { readonly host: string; readonly port: number }) {
  return new Promise<{ readonly host: string; readonly port: number }>((resolve, reject) => {
    server.once('error', reject)
    server.listen(address.port, address.host, () => {
      server.off('error', reject)
      const { address: host, port } = server.address() as AddressInfo
      resolve({ host, port })
    })
  })
}

function close(server: Server, connections: Connections, graceMs: number): Promise<void> {
  return new Promise((resolve) => {
    const deadline = setTimeout(() => connections.destroyAll(), graceMs)
    server.close(() => {
      clearTimeout(deadline)
      resolve()
    })
    server.closeIdleConnections()
    connections.destroySilent()
  })
}
