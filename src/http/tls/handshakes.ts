/** Handshakes that fail: what is told of them, and the one that Node would let pass. Called by `tls.ts`. */
import type { Server } from 'node:https'
import type { TLSSocket } from 'node:tls'
import type { Observer, ServerEvent } from '../../observe/events.ts'

/**
 * Plain HTTP on a port of TLS gets no reply, as with Elasticsearch: nobody can tell whether what was sent came whole, and an answer in clear
 * would invite another try. Node has closed the connection already.
 */
export function handshakeFailure(error: NodeJS.ErrnoException, socket: TLSSocket): ServerEvent {
  const remoteAddress = socket.remoteAddress ?? ''
  if (error.code === 'ERR_SSL_HTTP_REQUEST') {
    const reason = 'received plaintext http traffic on an https channel, closing connection'
    return { kind: 'malformed_request', remoteAddress, reason }
  }
  const distrust = socket.authorizationError
  return { kind: 'handshake_failed', remoteAddress, reason: distrust ? String(distrust) : (error.code ?? error.message) }
}

/**
 * Where a certificate may be left out, one that is given must still be trusted. Node knows only all or nothing, so the connection is cut
 * here, before anything of it is read: this listener stands before the one that begins to speak HTTP.
 */
export function refuseUntrusted(server: Server, observer: Observer): void {
  server.prependListener('secureConnection', (socket) => {
    if (socket.authorized || socket.getPeerX509Certificate() === undefined) return
    const reason = String(socket.authorizationError)
    observer.emit({ kind: 'handshake_failed', remoteAddress: socket.remoteAddress ?? '', reason })
    socket.destroy()
  })
}
