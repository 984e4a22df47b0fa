/** A node of a cluster, byte by byte: it has the indices that are named, and answers anything else as a test says, broken or not. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'

export interface MockRequest {
  readonly line: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
  /** Everything as it came. */
  readonly raw: string
}

/** Writes what it wants to the socket. */
export type MockAnswer = (request: MockRequest, socket: Socket) => void

export interface MockUpstream {
  readonly url: string
  /** Requests beside those about names. */
  readonly requests: readonly MockRequest[]
  answer(answer: MockAnswer): void
  stop(): Promise<void>
}

export const json = (status: number, value: unknown): string => {
  const body = JSON.stringify(value)
  return `HTTP/1.1 ${status} OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}

/** `tls`: it speaks TLS with these. */
export async function mockUpstream(indices: readonly string[], tls?: TlsOptions): Promise<MockUpstream> {
  const requests: MockRequest[] = []
  const sockets = new Set<Socket>()
  let answer: MockAnswer = (_, socket) => socket.write(json(200, {}))
  const take = (socket: Socket): void => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
    readRequests(socket, (request) => {
      const own = namesAnswer(request.line, indices)
      if (own) return void socket.write(own)
      requests.push(request)
      answer(request, socket)
    })
  }
  const server = tls ? createTlsServer(tls, take) : createServer(take)
  // Over TLS by other loopback addresses too, which its certificate does not name.
  server.listen(0, tls ? '0.0.0.0' : '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answer: (next) => {
      answer = next
    },
    stop: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

function readRequests(socket: Socket, onRequest: (request: MockRequest) => void): void {
  let held = ''
  socket.on('data', (chunk) => {
    held += chunk.toString('latin1')
    for (;;) {
      const end = held.indexOf('\r\n\r\n')
      if (end < 0) return
      const [line = '', ...fields] = held.slice(0, end).split('\r\n')
      const headers = new Map(
        fields.map((field) => [field.split(':', 1)[0]!.toLowerCase(), field.slice(field.indexOf(':') + 1).trim()]),
      )
      const length = end + 4 + Number(headers.get('content-length') ?? 0)
      if (held.length < length) return
      onRequest({ line, headers, body: held.slice(end + 4, length), raw: held.slice(0, length) })
      held = held.slice(length)
    }
  })
}

function namesAnswer(line: string, indices: readonly string[]): string | undefined {
  if (line.startsWith('GET /_cluster/state/version'))
    return json(200, { version: 1, state_uuid: indices.join(), cluster_uuid: 'b' })
  if (line.startsWith('GET / ')) return json(200, { version: { number: '9.5.3' } })
  const each = (value: unknown): object => Object.fromEntries(indices.map((name) => [name, value]))
  if (line.startsWith('GET /_cluster/state/metadata'))
    return json(200, { metadata: { indices: each({ state: 'open', settings: { index: { uuid: 'u' } } }) } })
  if (line.startsWith('GET /_all/_alias')) return json(200, each({ aliases: {} }))
  return undefined
}
