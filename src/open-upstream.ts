/** The cluster behind a gateway, as the configuration names it. Loaded by `main.ts` where there is one; the cluster need not be up. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { configuredApi, shadows } from './backend/remote/configured-api.ts'
import { type BackendApiOf, gatewayApis } from './backend/remote/gateway-apis.ts'
import { createRemoteBackend, type NamesNews, type RemoteBackend } from './backend/remote/remote-backend.ts'
import type { UpstreamSettings, UpstreamTls } from './backend/remote/upstream-settings.ts'
import { ConfigError } from './config/parse.ts'
import type { Config } from './config/settings.ts'
import { parseUpstreamRoutes } from './config/upstream-routes.ts'
import type { AnyApi } from './request/api.ts'

/** What several processes before the same cluster have in common. */
export interface SharedUpstream {
  readonly news: NamesNews
  /** 32 bytes: ids of long reads that one of them gives out are known to all. */
  readonly longReadKey: Buffer
}

/** Throws a ConfigError for files that cannot be read. `shared`: where several processes stand before the cluster. */
export function openUpstream(
  config: Config,
  shared?: SharedUpstream,
): {
  readonly backend: RemoteBackend
  readonly offers: (apis: readonly AnyApi[]) => readonly AnyApi[]
} {
  const routes = parseUpstreamRoutes(config['upstream.routes']).routes.map(configuredApi)
  const offers = (apis: readonly AnyApi[]): readonly AnyApi[] => {
    const faults = routes.flatMap((route) => shadowFaults(route, apis))
    if (faults.length > 0) throw new ConfigError(faults)
    return gatewayApis([...apis, ...routes])
  }
  return { backend: createRemoteBackend(upstreamSettings(config, shared?.longReadKey ?? randomBytes(32)), shared?.news), offers }
}

/** What is declared here is decided by its own declaration. */
function shadowFaults(route: BackendApiOf, apis: readonly AnyApi[]): readonly string[] {
  const taken = apis.find((api) => shadows(route, api))
  return taken ? [`setting [${route.name}] takes [${route.routes[0]!.path}], which [${taken.name}] answers`] : []
}

const upstreamSettings = (config: Config, longReadKey: Buffer): UpstreamSettings => ({
  hosts: config['upstream.hosts'].map((host) => new URL(host).origin),
  type: config['upstream.type'] as UpstreamSettings['type'],
  authorization: authorizationOf(config),
  tls: upstreamTls(config),
  connectTimeout: config['upstream.connect_timeout'],
  requestTimeout: config['upstream.request_timeout'],
  checkInterval: config['upstream.check_interval'],
  checkTimeout: config['upstream.check_timeout'],
  maxBackOff: config['upstream.max_back_off'],
  sniffInterval: config['upstream.sniff.enabled'] ? config['upstream.sniff.interval'] : undefined,
  maxConnections: config['upstream.max_connections'],
  maxQueued: config['upstream.max_queued'],
  detailedErrors: config['http.detailed_errors.enabled'],
  longReadLimits: { scroll: config['upstream.max_open_scroll_context'], pointInTime: config['upstream.max_open_pit_context'] },
  longReadKey,
  destructiveRequiresName: config['action.destructive_requires_name'],
  maxInitialLineLength: config['upstream.max_initial_line_length'],
})

function authorizationOf(config: Config): string | undefined {
  const user = `${config['upstream.username']}:${config['upstream.password']}`
  if (user !== ':') return `Basic ${Buffer.from(user).toString('base64')}`
  if (config['upstream.api_key'] !== '') return `ApiKey ${config['upstream.api_key']}`
  return config['upstream.bearer_token'] === '' ? undefined : `Bearer ${config['upstream.bearer_token']}`
}

function upstreamTls(config: Config): UpstreamTls {
  const authorities = config['upstream.ssl.certificate_authorities']
  const fingerprint = config['upstream.ssl.ca_trusted_fingerprint'].replaceAll(':', '').toUpperCase()
  const passphrase = config['upstream.ssl.key_passphrase']
  return {
    authorities: authorities.length === 0 ? undefined : authorities.map((path) => readFileOf(config, path)),
    fingerprint: fingerprint === '' ? undefined : fingerprint,
    verification: config['upstream.ssl.verification_mode'] as UpstreamTls['verification'],
    certificate: findFileOf(config, config['upstream.ssl.certificate']),
    key: findFileOf(config, config['upstream.ssl.key']),
    passphrase: passphrase === '' ? undefined : passphrase,
  }
}

const findFileOf = (config: Config, path: string): string | undefined => (path === '' ? undefined : readFileOf(config, path))

function readFileOf(config: Config, path: string): string {
  try {
    return readFileSync(resolve(config['path.conf'], path), 'utf8')
  } catch (error) {
    throw new ConfigError([`[upstream.ssl] cannot read [${path}]: ${(error as Error).message}`])
  }
}
