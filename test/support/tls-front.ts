/** The HTTP front with fake gates behind TLS, and a client that can be told everything about its handshake. */
import { request } from 'node:https'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import type { TlsSettings } from '../../src/http/tls/settings.ts'
import { openTls, type Tls } from '../../src/http/tls/tls.ts'
import type { ServerEvent } from '../../src/observe/events.ts'
import { type Front, type FrontOptions, startFront } from './fake-front.ts'

export interface TlsFront extends Front {
  readonly tls: Tls
  readonly events: readonly ServerEvent[]
  /** Resolves when an event of this kind is told, or has been. */
  told(kind: ServerEvent['kind']): Promise<ServerEvent>
}

export async function startTlsFront(settings: TlsSettings, options: FrontOptions = {}): Promise<TlsFront> {
  const events: ServerEvent[] = []
  const waiting: (() => void)[] = []
  const observer = {
    emit: (event: ServerEvent) => {
      events.push(event)
      for (const wake of waiting.splice(0)) wake()
    },
  }
  // The files are looked at when a test says so.
  const opened = openTls({ settings, observer, pollMs: 2 ** 30 })
  if (opened.kind === 'faulty') throw new Error(opened.faults.join('; '))
  const { tls } = opened
  const front = await startFront({ ...options, observer, tls })
  const told = async (kind: ServerEvent['kind']): Promise<ServerEvent> => {
    for (;;) {
      const event = events.find((candidate) => candidate.kind === kind)
      if (event) return event
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }
  const close = async (): Promise<void> => {
    tls.close()
    await front.close()
  }
  return { ...front, close, tls, events, told }
}

/** Resolves to a socket whose handshake is done, rejects where it fails. */
export function shakeHands(port: number, options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', ...options }, () => resolve(socket))
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('closed before the handshake was done')))
  })
}

/** The status of `GET /`; rejects where no reply comes. */
export function askStatus(
  port: number,
  options: ConnectionOptions & { readonly agent?: import('node:https').Agent },
): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', path: '/', agent: false, ...options }, (response) => {
      response.resume()
      response.once('end', () => resolve(response.statusCode!))
      response.once('error', reject)
    })
    asked.once('error', reject)
    asked.end()
  })
}
