/** The open connections of a server, for its stop: those that have asked for nothing yet, and all. Called by `server.ts`. */
import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

export class Connections {
  /** Sockets of TCP; one of TLS is known by the one it runs over. */
  readonly #open = new Set<Socket>()
  readonly #silent = new Set<Socket>()
  readonly #under = new WeakMap<Socket, Socket>()
  readonly #byAddress = new Map<string, Socket>()

  constructor(server: Server) {
    server.on('connection', (socket: Socket) => this.#add(socket))
    server.on('secureConnection', (secure: Socket) => {
      const raw = this.#byAddress.get(addressOf(secure))
      if (raw) this.#under.set(secure, raw)
    })
    const speaks = ({ socket }: IncomingMessage): unknown => this.#silent.delete(this.#under.get(socket) ?? socket)
    server.on('request', speaks)
    server.on('checkContinue', speaks)
  }

  /** Node does not count them as idle, nor those that are still shaking hands. */
  destroySilent(): void {
    for (const socket of this.#silent) socket.destroy()
  }

  destroyAll(): void {
    for (const socket of this.#open) socket.destroy()
  }

  #add(socket: Socket): void {
    const address = addressOf(socket)
    this.#open.add(socket)
    this.#silent.add(socket)
    this.#byAddress.set(address, socket)
    socket.once('close', () => {
      this.#open.delete(socket)
      this.#silent.delete(socket)
      if (this.#byAddress.get(address) === socket) this.#byAddress.delete(address)
    })
  }
}

const addressOf = ({ localAddress, remoteAddress, remotePort }: Socket): string =>
  `${localAddress}|${remoteAddress}|${remotePort}`
