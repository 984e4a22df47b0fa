/** A whole node in memory, asked over HTTP as several users. */
import { type RequestOptions, request } from 'node:http'
import { type Node, start } from '../../src/index.ts'

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a reply as tests look into it
  readonly body: any
  readonly text: string
}

export interface LiveNode {
  readonly node: Node
  /** Sends as the superuser. */
  readonly elastic: Sender
  /** Makes a role and a user that has it, and sends as that user. */
  user(name: string, role: unknown): Promise<Sender>
  stop(): Promise<void>
}

export type Sender = (method: string, path: string, body?: unknown) => Promise<Answer>

const UPSTREAM = process.env.SALLYPORT_TEST_BEHIND
/** Nodes are gateways: what is set of the engine has no effect. */
export const IS_BEHIND = UPSTREAM !== undefined
const BEHIND = UPSTREAM === undefined ? {} : { 'upstream.hosts': [UPSTREAM] }
/** Of `elastic`. */
export const PASSWORD = 'live-node-password'

/**
 * `settings` by name: `upstream.hosts` makes it a gateway. With `SALLYPORT_TEST_BEHIND=http://…` every node that is not one yet is a gateway
 * before that cluster, which is emptied at its end: run files one after the other then (`--no-file-parallelism`).
 */
export async function liveNode(settings: Readonly<Record<string, unknown>> = {}): Promise<LiveNode> {
  const node = await start({ data: 'memory', password: PASSWORD, settings: { ...BEHIND, ...settings } })
  const elastic = sender(node.url, 'elastic', PASSWORD)
  return {
    node,
    elastic,
    async user(name, role) {
      const encoded = encodeURIComponent(name)
      const put = await elastic('PUT', `/_security/role/${encoded}`, role)
      if (put.status !== 200) throw new Error(put.text)
      await elastic('PUT', `/_security/user/${encoded}`, { password: PASSWORD, roles: [name] })
      return sender(node.url, name, PASSWORD)
    },
    async stop() {
      await node.stop()
      if (UPSTREAM !== undefined) await empty(UPSTREAM)
    },
  }
}

async function empty(cluster: string): Promise<void> {
  for (const everything of [
    '_data_stream/*',
    '*?expand_wildcards=all',
    '_index_template/*',
    '_component_template/*',
    '_template/*',
  ])
    await fetch(`${cluster}/${everything}`, { method: 'DELETE' })
}

/** Sends with an API key, as its maker got it. */
export const keySender = (url: string, encoded: string): Sender => senderWith(url, `ApiKey ${encoded}`)

/** A body that is text goes as NDJSON, anything else as JSON; a GET may have one. */
const sender = (url: string, username: string, password: string): Sender =>
  senderWith(url, `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`)

function senderWith(url: string, authorization: string): Sender {
  return async (method, path, body) => {
    const bytes = body === undefined ? undefined : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
    const type = typeof body === 'string' ? 'application/x-ndjson' : 'application/json'
    const headers = { authorization, ...(bytes && { 'content-type': type, 'content-length': bytes.length }) }
    const { status, text } = await exchange(`${url}${path}`, { method, headers }, bytes)
    return { status, text, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text }
  }
}

function exchange(url: string, options: RequestOptions, body: Buffer | undefined): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }))
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

/** Lines of NDJSON. */
export const lines = (...values: readonly unknown[]): string => `${values.map((value) => JSON.stringify(value)).join('\n')}\n`
