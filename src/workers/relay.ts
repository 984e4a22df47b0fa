/**
 * Requests about tasks, handed by the other workers to the first: tasks run there and nowhere else. The request goes on as it came, over a socket
 * in a folder that nobody else can enter, and passes both gates there. Each has a connection of its own.
 */
import { type IncomingMessage, type Server, type ServerResponse, request as send } from 'node:http'
import { connect, type Socket } from 'node:net'
import { pipeline } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

/** Tells the first worker whose request it is; of a client's own nothing is left. */
const PEER = 'x-sallyport-peer'
/** What is about one connection only. */
const HOP_BY_HOP = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
/** Milliseconds that the first worker has to start again. */
const PATIENCE = 10_000
const PAUSE = 100

/** Hands a request to the first worker, which listens there, and its reply to the client; 503 where it does not come back. */
export async function relay(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const socket = await connectTo(path, response)
  if (!socket) return refuse(response)
  const headers = [PEER, request.socket.remoteAddress ?? '', 'connection', 'close', ...forwarded(request)]
  if (request.headers['transfer-encoding'] !== undefined) headers.push('transfer-encoding', 'chunked')
  const { method, url } = request
  const sent = send({ createConnection: () => socket, method, path: url, headers, setHost: false })
  response.once('close', () => sent.destroy())
  sent.once('error', () => (response.headersSent ? response.destroy() : refuse(response)))
  sent.once('response', (answer) => {
    response.writeHead(answer.statusCode!, forwarded(answer))
    pipeline(answer, response, () => {})
  })
  request.pipe(sent)
}

/** For the server of the first worker: takes each request for the one of the client that it came from. Called before anything is read from it. */
export function adoptRelayed(server: Server): Server {
  server.maxRequestsPerSocket = 1
  server.on('request', ({ socket, rawHeaders }) => {
    const peer = rawHeaders[0] === PEER ? rawHeaders.splice(0, 2)[1] : ''
    Object.defineProperty(socket, 'remoteAddress', { value: peer })
  })
  return server
}

function forwarded({ rawHeaders }: IncomingMessage): string[] {
  const isPassed = (name: string): boolean => !HOP_BY_HOP.has(name.toLowerCase()) && name.toLowerCase() !== PEER
  return rawHeaders.filter((_, at) => isPassed(rawHeaders[at - (at % 2)]!))
}

/** undefined: it is not there, or nobody waits any more. */
async function connectTo(path: string, response: ServerResponse): Promise<Socket | undefined> {
  for (let waited = 0; waited < PATIENCE && !response.destroyed; waited += PAUSE) {
    const socket = await tryConnect(path)
    if (socket) return socket
    await sleep(PAUSE)
  }
  return undefined
}

function tryConnect(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => resolve(socket.off('error', fail)))
    socket.once('error', fail)
    function fail(): void {
      resolve(undefined)
    }
  })
}

/** Nothing was answered yet. */
function refuse(response: ServerResponse): void {
  if (response.destroyed) return
  const reason = 'the worker that runs tasks is being started again'
  const cause = { type: 'node_disconnected_exception', reason }
  const body = JSON.stringify({ error: { root_cause: [cause], ...cause }, status: 503 })
  const headers = ['X-elastic-product', 'Elasticsearch', 'content-type', 'application/json', 'connection', 'close']
  response.writeHead(503, [...headers, 'content-length', String(Buffer.byteLength(body))])
  response.end(body)
}
