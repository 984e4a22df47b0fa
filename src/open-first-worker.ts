/**
 * Where tasks run of a node of several workers: in the first. It takes what the others hand it; they divert what is about tasks. Called by
 * `main.ts`.
 */
import { rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { TASK_APIS } from './api/index.ts'
import { Router } from './http/router.ts'
import { createHttpServer, type Divert, type HttpServerParts } from './http/server.ts'
import { parseTarget } from './http/target.ts'
import type { Closing } from './node-parts.ts'
import { FIRST_WORKER, type Group } from './workers/group.ts'
import { adoptRelayed, relay } from './workers/relay.ts'

/** What this worker's server is to divert; nothing in the first. */
export async function openFirstWorker(
  { worker, socket }: Group,
  parts: HttpServerParts,
  grace: number,
  closing: Closing,
): Promise<{ readonly divert?: Divert }> {
  if (worker !== FIRST_WORKER) return { divert: divertTasks(socket) }
  let inner: Server | undefined
  const server = createHttpServer({
    ...parts,
    createServer: (options) => {
      inner = adoptRelayed(createServer(options))
      return inner
    },
  })
  // One that was killed leaves it behind.
  rmSync(socket, { force: true })
  await new Promise<void>((resolve, reject) => inner!.once('error', reject).listen({ path: socket, exclusive: true }, resolve))
  closing.add(() => server.close(grace))
  return {}
}

function divertTasks(socket: string): Divert {
  const router = new Router(TASK_APIS)
  return (request, response) => {
    if (!isMatched(router, request.method ?? '', request.url ?? '')) return false
    void relay(socket, request, response)
    return true
  }
}

/** What cannot be read is refused here. */
function isMatched(router: Router, method: string, uri: string): boolean {
  try {
    const { rawSegments, segments } = parseTarget(uri)
    return rawSegments !== undefined && router.match(method, rawSegments, segments).kind === 'matched'
  } catch {
    return false
  }
}
