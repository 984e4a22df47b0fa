/**
 * Sends exactly the headers it is given, in their order and letter case (and `Connection: keep-alive`, which the replayed libraries
 * mean without saying it); reads the reply and holds it against what every client of Elasticsearch looks for.
 */
import { readFileSync } from 'node:fs'
import { Agent, request as plain } from 'node:http'
import { request as secure, Agent as TlsAgent } from 'node:https'
import { buffer } from 'node:stream/consumers'
import { gunzipSync } from 'node:zlib'
import { type Asked, askingSession, type Reply } from '../session/asked.ts'
import type { Session } from '../session/play.ts'
import type { Brief, Credential } from '../session/stage.ts'

/** A request as a library writes it, but for the host. */
export interface Written {
  readonly method: string
  readonly target: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: Buffer
}

/** How one version of a library writes its requests, and which content type it takes in a reply. */
export interface Dialect {
  readonly name: string
  write(asked: Asked, as: Credential, secondary?: string): Written
  expects(contentType: string): boolean
}

export function replayedSession(dialect: Dialect): Session {
  return async (brief) => {
    const agent =
      brief.ca === undefined ? new Agent({ keepAlive: true }) : new TlsAgent({ keepAlive: true, ca: readFileSync(brief.ca) })
    try {
      const session = askingSession(
        () => (asked, as, secondary) => exchange(brief, agent, dialect, dialect.write(asked, as, secondary)),
      )
      return await session(brief)
    } finally {
      agent.destroy()
    }
  }
}

function exchange({ url }: Brief, agent: Agent, dialect: Dialect, { method, target, headers, body }: Written): Promise<Reply> {
  const { host, protocol } = new URL(url)
  const raw = [['Host', host], ...headers, ...(body === undefined ? [] : [['Content-Length', String(body.length)]])].flat()
  const options = { method, path: target, headers: raw, agent, setDefaultHeaders: false }
  return new Promise((resolve, reject) => {
    const sent = (protocol === 'https:' ? secure : plain)(url, options, (response) => {
      const { statusCode: status = 0, headers: got } = response
      buffer(response)
        .then((bytes) => {
          if (status < 300 && got['x-elastic-product'] !== 'Elasticsearch')
            throw new Error(`${method} ${target}: not the product`)
          const type = got['content-type'] ?? ''
          if (!dialect.expects(type)) throw new Error(`${method} ${target}: unexpected content type [${type}]`)
          const text = (got['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString()
          return { status, answer: JSON.parse(text) }
        })
        .then(resolve, reject)
    })
    sent.once('error', reject)
    sent.end(body)
  })
}
