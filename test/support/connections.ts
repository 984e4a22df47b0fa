/** Connections that are kept: of several, each worker of a gateway gets its share, in turn. */
import { Agent, type OutgoingHttpHeaders, request } from 'node:http'
import type { Answer } from './live-node.ts'

export interface Connection {
  /** `credential`: an `Authorization` header, or a user's name and password. */
  send(method: string, path: string, credential: string, body?: unknown, headers?: OutgoingHttpHeaders): Promise<Answer>
  close(): void
}

export function connect(url: string): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return {
    send: (method, path, credential, body, more = {}) =>
      new Promise((resolve, reject) => {
        const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
        const type = typeof body === 'string' ? 'application/x-ndjson' : 'application/json'
        const headers = {
          authorization: authorization(credential),
          ...(text === '' ? {} : { 'content-type': type }),
          ...(text === '' || 'transfer-encoding' in more ? {} : { 'content-length': Buffer.byteLength(text) }),
          ...more,
        }
        const sent = request(`${url}${path}`, { method, headers, agent }, (response) => {
          const chunks: Buffer[] = []
          response.on('data', (chunk: Buffer) => chunks.push(chunk))
          response.on('error', reject)
          response.on('end', () => {
            const answer = Buffer.concat(chunks).toString()
            const isJson = answer.startsWith('{') || answer.startsWith('[')
            resolve({ status: response.statusCode ?? 0, text: answer, body: isJson ? JSON.parse(answer) : answer })
          })
        })
        sent.on('error', reject)
        sent.end(text)
      }),
    close: () => agent.destroy(),
  }
}

const authorization = (credential: string): string =>
  credential.includes(' ') ? credential : `Basic ${Buffer.from(credential).toString('base64')}`
