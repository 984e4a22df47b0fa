/**
 * How commands reach a node: over HTTP, or with `--data` on the folder of one that does not run. Both answer the same APIs. Failures come as
 * errors that say what to do.
 */
import { readFileSync } from 'node:fs'
import { type IncomingMessage, request as sendHttp } from 'node:http'
import { request as sendHttps } from 'node:https'
import type { Command } from 'commander'
import { ElasticError } from '../core/errors.ts'
import type { JsonOutput } from '../core/json/output.ts'
import { writeJsonText } from '../core/json/write.ts'
import { printable } from './printable.ts'
import { isInteractive, readSecret } from './read-secret.ts'
import { addFolderOptions, configFrom, type SettingsOptions } from './settings-options.ts'

/** Of a command that asks a running node. */
export interface RemoteOptions {
  readonly url: string
  /** `name` or `name:password`. */
  readonly user: string
  readonly cacert?: string
}

/** Of a command that works on a stopped node too. */
export interface NodeOptions extends RemoteOptions, Pick<SettingsOptions, 'data' | 'config' | 'E'> {}

export interface NodeAnswer {
  readonly status: number
  readonly text: string
}

export interface NodeConnection {
  /** Any answer; throws where there is none. */
  send(method: string, path: string, body?: unknown): Promise<NodeAnswer>
  close(): Promise<void>
}

export const addRemoteOptions = (command: Command): Command =>
  addCredentialOptions(command.option('--url <url>', 'the node', 'http://127.0.0.1:9200'))

/** Who asks, for commands that ask a node only where its URL is given. */
export function addCredentialOptions(command: Command): Command {
  return command
    .option('-u, --user <name>', 'who asks; the password is asked for, or in ELASTIC_PASSWORD', 'elastic')
    .option('--cacert <file>', 'authority of the node’s certificate')
}

export const addNodeOptions = (command: Command): Command =>
  addFolderOptions(addRemoteOptions(command)).option('--json', 'prints JSON')

/** The stopped node where `--data` names its folder, else the one at `--url`. */
export async function connect(options: NodeOptions | RemoteOptions): Promise<NodeConnection> {
  if ('data' in options && options.data !== undefined) return openFolder(options)
  return connectRemote(options, await passwordOf(options))
}

/** Throws with the node's reason unless it answers 200; the answer is JSON. */
export async function call(connection: NodeConnection, method: string, path: string, body?: unknown): Promise<string> {
  const { status, text } = await connection.send(method, path, body)
  if (status === 200) return text
  throw new Error(`the node answers ${status}: ${printable(reasonOf(text))}`)
}

/** Opens a connection for as long as `use` takes. */
export async function withNode<Result>(
  options: NodeOptions | RemoteOptions,
  use: (ask: (method: string, path: string, body?: unknown) => Promise<string>) => Promise<Result>,
): Promise<Result> {
  const connection = await connect(options)
  try {
    return await use((method, path, body) => call(connection, method, path, body))
  } finally {
    await connection.close()
  }
}

async function openFolder(options: NodeOptions): Promise<NodeConnection> {
  const { openStoppedNode } = await import('../stopped-node.ts')
  const node = await openStoppedNode(await configFrom(options))
  return {
    async send(method, path, body) {
      const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
      const { status, text } = await node.perform(method, path, bytes).then(
        (reply) => ({ status: reply.status, text: writeJsonText((reply.body ?? null) as JsonOutput) }),
        (error: unknown) => refusal(error),
      )
      return { status, text }
    },
    close: () => node.close(),
  }
}

function refusal(error: unknown): NodeAnswer {
  if (!(error instanceof ElasticError)) throw error
  return { status: error.status, text: JSON.stringify({ error: { reason: error.reason } }) }
}

/** A password on the command line stays in the shell's history and shows in the list of processes. */
export async function passwordOf({ user }: RemoteOptions): Promise<string> {
  const colon = user.indexOf(':')
  if (colon >= 0) {
    process.stderr.write('sallyport: a password on the command line can be seen by others; leave it out to be asked for it\n')
    return user.slice(colon + 1)
  }
  const given = process.env.ELASTIC_PASSWORD
  if (given !== undefined && given !== '') return given
  if (isInteractive()) return readSecret(`password of ${user}`)
  throw new Error(`the password of [${user}] is not known: give it in ELASTIC_PASSWORD`)
}

/** One request at a time, each on a connection of its own. */
export function connectRemote({ url, user, cacert }: RemoteOptions, password: string): NodeConnection {
  const credentials = user.includes(':') ? user : `${user}:${password}`
  const authorization = `Basic ${Buffer.from(credentials).toString('base64')}`
  const trust = cacert === undefined ? {} : { ca: readFileSync(cacert) }
  const send = (method: string, path: string, body: unknown): Promise<IncomingMessage> => {
    const target = new URL(path, url)
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body))
    const about = bytes ? { 'content-type': 'application/json', 'content-length': bytes.length } : {}
    const start = target.protocol === 'https:' ? sendHttps : sendHttp
    return new Promise((resolve, reject) => {
      start(target, { method, headers: { authorization, ...about }, ...trust }, resolve)
        .on('error', (error: NodeJS.ErrnoException) => reject(unreachable(url, error)))
        .end(bytes)
    })
  }
  return {
    async send(method, path, body) {
      const response = await send(method, path, body)
      const chunks: Buffer[] = []
      for await (const chunk of response) chunks.push(chunk as Buffer)
      return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }
    },
    close: async () => {},
  }
}

const UNTRUSTED = /SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|CERT_(?!HAS)/

function unreachable(url: string, error: NodeJS.ErrnoException): Error {
  const { code = '', message } = error
  const why = UNTRUSTED.test(code)
    ? `its certificate is not trusted (${code}); give the authority with --cacert`
    : code === 'ECONNREFUSED'
      ? 'nothing listens there; is the node running? --url names another, --data its folder while it is stopped'
      : code === 'ECONNRESET' || code === 'EPROTO' || code.startsWith('HPE_')
        ? `${message}; http and https may be confused`
        : message
  return new Error(`no answer from ${url}: ${why}`, { cause: error })
}

function reasonOf(text: string): string {
  try {
    const { error, found } = JSON.parse(text) as {
      readonly error?: string | { readonly reason?: string }
      readonly found?: boolean
    }
    if (found === false || text === '{}') return 'there is none of that name'
    return (typeof error === 'string' ? error : error?.reason) ?? text
  } catch {
    return text
  }
}
