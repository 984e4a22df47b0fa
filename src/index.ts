/** The embeddable library: a secured node inside the program that calls it, for test suites above all. */
import { randomBytes } from 'node:crypto'
import { ConfigError, type GivenValue, parseSettings } from './config/parse.ts'
import { type RunningNode, startNode } from './main.ts'
import { silentObserver } from './observe/events.ts'
import { createLog } from './observe/log.ts'
import { reachableUrl } from './reachable-url.ts'

export { ConfigError } from './config/parse.ts'

export interface StartOptions {
  /** A data folder, or `'memory'`: nothing is kept after `stop`. */
  readonly data: string
  /** 0, the default, takes a free one. */
  readonly port?: number
  /** Default `127.0.0.1`. */
  readonly host?: string
  /** Of the user `elastic`; a random one where left out. On a data folder that has one already, that one stays: give it here. */
  readonly password?: string
  /** `https`, with an authority and a certificate that the node makes. */
  readonly tls?: boolean
  /** Any setting by its name, e.g. `{ 'http.cors.enabled': true }`. */
  readonly settings?: Readonly<Record<string, unknown>>
}

/** What `@elastic/elasticsearch` takes, 8 and 9; with `tls` the client trusts this node's authority and no other. */
export interface ClientOptions {
  readonly node: string
  readonly auth: { readonly username: string; readonly password: string }
  /** PEM of the authority. */
  readonly tls?: { readonly ca: string }
  /** SHA-256 of the authority, in hex. */
  readonly caFingerprint?: string
}

/** A running node. */
export interface Node {
  /** `http://127.0.0.1:41234`, `https://` with TLS. */
  readonly url: string
  /** Of the user `elastic`. */
  readonly password: string
  /** For `new Client(node.clientOptions)` of `@elastic/elasticsearch`. */
  readonly clientOptions: ClientOptions
  /** Deletes all indices and brings users, roles, passwords and settings back to how they were after the start. */
  reset(): Promise<void>
  /** Drains and closes; a memory node is gone then. */
  stop(): Promise<void>
}

/** Starts a node; many may run in one process. Throws `ConfigError` with every fault of the settings. */
export async function start({
  data,
  port = 0,
  host = '127.0.0.1',
  password = randomPassword(),
  tls = false,
  settings = {},
}: StartOptions): Promise<Node> {
  const inMemory = data === 'memory'
  const given: GivenValue[] = Object.entries({ 'sallyport.log.level': 'silent', ...settings }).map(([name, value]) => ({
    name,
    value,
    from: 'settings',
  }))
  given.push({ name: 'http.port', value: port, from: 'port' }, { name: 'http.host', value: host, from: 'host' })
  given.push({ name: 'bootstrap.password', value: password, from: 'password' })
  if (tls) given.push({ name: 'sallyport.tls.own_certificates', value: true, from: 'tls' })
  if (!inMemory) given.push({ name: 'path.data', value: data, from: 'data' })
  const config = parseSettings(given)
  if (config['sallyport.workers'] > 1)
    throw new ConfigError(['setting [sallyport.workers] is for the command: here is one process'])
  const level = config['sallyport.log.level'] as Parameters<typeof createLog>[0]
  const node = await startNode({
    config,
    inMemory,
    isResettable: true,
    observer: level === 'silent' ? silentObserver : createLog(level),
  })
  return {
    url: node.url,
    password,
    clientOptions: { node: reachableUrl(node.url), auth: { username: 'elastic', password }, ...trust(node.authority) },
    reset: () => node.reset(),
    stop: () => node.stop('stop was called'),
  }
}

const trust = (authority: RunningNode['authority']): Pick<ClientOptions, 'tls' | 'caFingerprint'> =>
  authority ? { tls: { ca: authority.pem }, caFingerprint: authority.fingerprint } : {}

const randomPassword = (): string => randomBytes(15).toString('base64url')
