/**
 * The composition root: every service is built here once and passed on. Start order: lock → store → engine → gates → listen; stop is the
 * reverse. Called by the command and by the library.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { APIS } from './api/index.ts'
import { innerCall, offeredCall } from './api/inner-call.ts'
import type { Services } from './api/services.ts'
import { type Authentication, openAuthentication } from './authn/open-authentication.ts'
import { type AuthorizerParts, createAuthorizer } from './authz/authorize.ts'
import { createCatalogueReader } from './authz/catalogue-view.ts'
import { createEmbeddedBackend } from './backend/embedded/embedded-backend.ts'
import { listenHost } from './config/parse.ts'
import type { Config } from './config/settings.ts'
import { isTlsOn } from './config/tls-checks.ts'
import { systemClock } from './core/clock.ts'
import type { Engine } from './engine/engine.ts'
import { openEngine } from './engine/lmdb-engine.ts'
import { lockDataFolder } from './engine/storage/data-lock.ts'
import { createHttpServer } from './http/server.ts'
import { NO_KEY_PARTIES } from './identity/key-parties.ts'
import { NO_LOCKOUTS } from './identity/lockout.ts'
import { NO_LOGINS } from './identity/login-cache.ts'
import { type IdentityServices, openIdentity } from './identity/open-identity.ts'
import { NO_PROFILE_PARTIES } from './identity/profile-parties.ts'
import { NO_SERVICE_TOKENS } from './identity/service-tokens.ts'
import { NO_TOKENS } from './identity/token-grants.ts'
import { authenticationSettings, clusterDefaults, httpSettings, identitySettings } from './node-settings.ts'
import { engineReports } from './observe/engine-reports.ts'
import type { Observer } from './observe/events.ts'
import { type Gauge, Metrics } from './observe/metrics.ts'
import { type GateAccounts, observedAuthenticator, observedAuthorizer, statusOf } from './observed-gates.ts'
import { NO_PARTIES, openExplanations } from './open-explain.ts'
import { openTasks } from './open-tasks.ts'
import type { NodeTls } from './open-tls.ts'
import { createPipeline, type Gates, type Pipeline } from './pipeline.ts'
import type { AnyApi } from './request/api.ts'
import type { Backend } from './request/backend.ts'
import { createReset, emptyEngine, watchStore } from './reset.ts'
import { createApplicationPrivileges, type StoredPrivilege } from './roles/application-privileges.ts'
import { openFileRoles } from './roles/file-roles.ts'
import { createRoleService, isBuiltInRole, type RoleService, type StoredRole } from './roles/role-service.ts'
import { securityOff } from './security-off.ts'
import type { Collection, Store } from './store/collection.ts'
import { openLocalStore } from './store/local-store.ts'
import { createMemoryStore } from './store/memory-store.ts'
import { type Ended, RunningRequests } from './tasks/running-requests.ts'

export interface NodeParts {
  readonly config: Config
  readonly observer: Observer
  /** Nothing is kept after the stop; `path.data` is not used. */
  readonly inMemory?: boolean
  /** It can be brought back to how it was after its start; a copy of the server's own records is kept for that. */
  readonly isResettable?: boolean
}

export interface RunningNode {
  /** `http://127.0.0.1:9200`, `https://` where TLS is on. */
  readonly url: string
  /** The authority of the node's own certificate; undefined where it has none. */
  readonly authority: { readonly pem: string; readonly fingerprint: string; readonly file: string } | undefined
  /** The password made for `elastic` at the first start; undefined where one was given or is there already. */
  readonly generatedPassword: string | undefined
  readonly firstStart: boolean
  readonly services: Services
  /** Deletes all indices and brings everything else back to how it was after the start, of a node that is resettable. */
  reset(): Promise<void>
  /** Drains and closes; `reason` is logged. */
  stop(reason: string): Promise<void>
}

/** What has to be closed again, in reverse order. */
export class Closing {
  readonly #steps: (() => Promise<void> | void)[] = []

  add(step: () => Promise<void> | void): void {
    this.#steps.push(step)
  }

  async run(): Promise<void> {
    for (const step of this.#steps.splice(0).reverse()) await step()
  }
}

/** Starts a node. What was opened is closed again where a later step fails. */
export async function startNode(parts: NodeParts): Promise<RunningNode> {
  const closing = new Closing()
  try {
    return await openNode(parts, closing)
  } catch (error) {
    await closing.run()
    throw error
  }
}

async function openNode(parts: NodeParts, closing: Closing): Promise<RunningNode> {
  const { config, observer, inMemory = false, isResettable = false } = parts
  const began = performance.now()
  const { folder, store, opened } = await openOwnRecords(config, inMemory, closing)
  const identity = await openIdentity(store, identitySettings(config))
  closing.add(() => identity.close())
  const firstStart = identity.reserved.findRecord('elastic') === undefined
  // A thread hashes the first password while the engine opens.
  const [generatedPassword, data, transport] = await Promise.all([
    ensurePassword(identity, config),
    openData(config, folder, observer, !inMemory, closing),
    openTransport(config, folder, observer, closing),
  ])

  let address = { host: listenHost(config), port: config['http.port'] }
  const node = await nodeFacts(config, store, () => `${bracketed(address.host)}:${address.port}`)
  const authentication = openFirstGate(config, observer, identity, closing)
  const roles = await openRoles(config, observer, store, closing)
  const offered = config['xpack.security.enabled'] ? APIS : APIS.filter((api) => !api.name.startsWith('security.'))
  const apis = data.offers(offered)
  const backend = data.backend(node)
  const isSecured = authentication !== undefined
  const gate: AuthorizerParts = {
    roles,
    catalogue: () => backend.catalogue(),
    longReadNames: (id, caller) => backend.longReadNames(id, caller),
    clock: systemClock,
    isSecured,
  }
  const explanations = openExplanations({
    authorizer: gate,
    apis,
    parties: authentication?.parties ?? NO_PARTIES,
    guard: authentication?.guard ?? ((authorizer) => authorizer),
  })
  const requests = new RunningRequests()
  const tasks = await openTasks({
    store,
    nodeId: node.nodeId,
    identities: authentication?.identities,
    perform: (by, call) => pipeline.perform(by, apis === offered ? call : offeredCall(call, apis)),
    observer,
  })
  const metrics = new Metrics()
  const services = await openServices(node, identity, authentication, store, roles, {
    tasks,
    requests,
    inner: {
      parse: (name, request) => innerCall(getApi(apis, name), request),
      perform: (by, call) => pipeline.perform(by, call),
    },
    operation: operationOf(backend, identity, metrics),
    explainer: explanations,
    names: createCatalogueReader(gate.catalogue),
  })
  const gates = { authorizer: createAuthorizer(gate), backend, services }
  const accounts = { observer, uses: identity.credentialUses, metrics }
  const { identify, perform } = explanations.within(openPipeline(gates, authentication, accounts))
  const pipeline: Pipeline = { identify, perform: requests.watch(perform, measuring(metrics)) }
  closing.add(() => tasks.close())
  tasks.recover()
  const listening = transport ? { createServer: transport.tls.createServer } : {}
  const server = createHttpServer({ pipeline, apis, settings: httpSettings(config), observer, ...listening })
  const restore = isResettable ? createReset(data.empty, opened) : refuseReset
  const reset = async (): Promise<void> => {
    await tasks.cancelAll()
    await restore()
    services.lockouts.clear({ kind: 'all' })
  }
  address = await server.listen(address)
  closing.add(() => server.close(config['sallyport.http.shutdown_grace']))

  const url = `${transport ? 'https' : 'http'}://${node.httpAddress()}`
  const tookMs = Math.round(performance.now() - began)
  observer.emit({ kind: 'started', address: url, data: inMemory ? 'memory' : config['path.data'], tookMs })
  const stop = async (reason: string): Promise<void> => {
    observer.emit({ kind: 'stopping', reason })
    await closing.run()
    observer.emit({ kind: 'stopped' })
  }
  return { url, authority: authorityOf(transport), generatedPassword, firstStart, services, reset, stop }
}

/** The data folder under its lock (a temporary one in memory), and the store in it. */
export async function openOwnRecords(
  config: Config,
  inMemory: boolean,
  closing: Closing,
): Promise<{ readonly folder: string; readonly store: Store; readonly opened: readonly Collection<unknown>[] }> {
  const folder = inMemory ? await mkdtemp(join(tmpdir(), 'sallyport-')) : config['path.data']
  if (inMemory) closing.add(() => rm(folder, { recursive: true, force: true }))
  const lock = lockDataFolder(folder)
  closing.add(() => lock.release())
  const { store, opened } = watchStore(inMemory ? createMemoryStore() : await openLocalStore(join(folder, 'store')))
  closing.add(() => store.close())
  return { folder, store, opened }
}

/** Where the data lives, before it is known who asks for it. */
interface Data {
  /** The APIs as they are offered over it. */
  offers(apis: readonly AnyApi[]): readonly AnyApi[]
  backend(node: Services['node']): Backend
  /** Deletes all of it; nothing where it is somebody else's. */
  empty(): Promise<void>
}

/** The cluster that the configuration names, or the embedded engine. */
async function openData(config: Config, folder: string, observer: Observer, durable: boolean, closing: Closing): Promise<Data> {
  if (config['upstream.hosts'].length > 0) {
    const { openUpstream } = await import('./open-upstream.ts')
    const { backend, offers } = openUpstream(config)
    closing.add(() => backend.close())
    return { offers, backend: () => backend, empty: async () => {} }
  }
  const engine = await openEngineIn(folder, observer, durable, closing)
  return {
    offers: (apis) => apis,
    backend: (node) => createEmbeddedBackend(engine, node, clusterDefaults(config)),
    empty: () => emptyEngine(engine),
  }
}

function openEngineIn(folder: string, observer: Observer, durable: boolean, closing: Closing): Promise<Engine> {
  const opening = openEngine({ path: join(folder, 'engine'), durable, clock: systemClock, observer: engineReports(observer) })
  // Closed whenever it opened, even where another step failed meanwhile.
  closing.add(() =>
    opening.then(
      (engine) => engine.close(),
      () => {},
    ),
  )
  return opening
}

/** undefined where the node speaks plain HTTP; what TLS needs is loaded only where it does not. */
async function openTransport(config: Config, folder: string, observer: Observer, closing: Closing): Promise<NodeTls | undefined> {
  if (!isTlsOn(config)) return undefined
  const { openNodeTls } = await import('./open-tls.ts')
  const opened = await openNodeTls(config, folder, observer)
  closing.add(() => opened.tls.close())
  return opened
}

const authorityOf = (transport: NodeTls | undefined): RunningNode['authority'] =>
  transport?.own && {
    pem: transport.own.authority,
    fingerprint: transport.own.fingerprint,
    file: transport.own.authorityFile,
  }

/** At the first start `elastic` gets the given password, or a strong one that is returned this once. */
async function ensurePassword(identity: IdentityServices, config: Config): Promise<string | undefined> {
  if (!config['xpack.security.enabled']) return undefined
  const password = config['bootstrap.password']
  const { generated } = await identity.reserved.ensureElasticPassword(password === '' ? {} : { password })
  return generated
}

/** Roles of the store, and of the file beside those of the file realm. */
export async function openRoles(config: Config, observer: Observer, store: Store, closing: Closing): Promise<RoleService> {
  const collection = await store.collection<StoredRole>('roles')
  const folder = config['path.conf']
  const builtIn = config['xpack.security.reserved_roles.include']
  if (folder === '' || !config['xpack.security.enabled']) return createRoleService({ collection, builtIn })
  const onFault = (reason: string): void => observer.emit({ kind: 'role_fault', reason })
  const files = await openFileRoles({ folder, isReserved: (name) => isBuiltInRole(name, builtIn), onFault })
  closing.add(() => files.close())
  return createRoleService({ collection, files, builtIn })
}

const operationOf = (backend: Backend, identity: IdentityServices, metrics: Metrics): Services['operation'] => {
  const gauges: readonly Gauge[] = [
    {
      name: 'sallyport_hash_queue_waiting',
      help: 'Password checks that wait for a thread.',
      read: () => [{ labels: {}, value: identity.waitingHashes() }],
    },
    {
      name: 'sallyport_ready',
      help: 'Whether data can be reached.',
      read: () => [{ labels: {}, value: Number(backend.condition().isReady) }],
    },
    {
      name: 'sallyport_upstream_node_alive',
      help: 'Whether a node of the cluster behind answered last.',
      read: () => backend.condition().nodes.map(({ origin, isAlive }) => ({ labels: { node: origin }, value: Number(isAlive) })),
    },
  ]
  return { condition: () => backend.condition(), metrics: () => metrics.print(gauges) }
}

export async function openServices(
  node: Services['node'],
  identity: IdentityServices,
  authentication: Authentication | undefined,
  store: Store,
  roles: RoleService,
  others: Pick<Services, 'explainer' | 'names' | 'operation' | 'tasks' | 'requests' | 'inner'>,
): Promise<Services> {
  return {
    node,
    users: identity.users,
    logins: authentication?.logins ?? NO_LOGINS,
    lockouts: authentication?.lockouts ?? NO_LOCKOUTS,
    tokens: authentication?.tokens ?? NO_TOKENS,
    serviceAccounts: identity.serviceAccounts,
    serviceTokens: authentication?.serviceTokens ?? NO_SERVICE_TOKENS,
    apiKeys: identity.apiKeys,
    credentialUses: identity.credentialUses,
    keyParties: authentication?.keyParties ?? NO_KEY_PARTIES,
    profiles: identity.profiles,
    profileParties: authentication?.profileParties ?? NO_PROFILE_PARTIES,
    roles,
    ...others,
    applicationPrivileges: createApplicationPrivileges({
      collection: await store.collection<StoredPrivilege>('application_privileges'),
    }),
  }
}

/** undefined where security is off. */
export function openFirstGate(
  config: Config,
  observer: Observer,
  identity: IdentityServices,
  closing: Closing,
): Authentication | undefined {
  if (!config['xpack.security.enabled']) return undefined
  const authentication = openAuthentication({
    identity,
    settings: authenticationSettings(config),
    clock: systemClock,
    onFault: (reason) => observer.emit({ kind: 'realm_fault', reason }),
    onLockout: ({ remaining: _, ...lockout }) => observer.emit({ kind: 'lockout_started', ...lockout }),
  })
  closing.add(() => authentication.close())
  return authentication
}

/** What each request came to, and how long it took. */
const measuring =
  (metrics: Metrics): Ended =>
  ({ api }, status, millis) =>
    metrics.observe(api.name, status instanceof Error ? statusOf(status) : status, millis / 1000)

function openPipeline(
  gates: Omit<Gates<Services>, 'authenticator'>,
  authentication: Authentication | undefined,
  accounts: GateAccounts,
): Pipeline {
  if (!authentication) return createPipeline({ authenticator: securityOff, ...gates })
  const { authenticator, guard } = authentication
  return createPipeline({
    ...gates,
    authenticator: observedAuthenticator(authenticator, accounts),
    authorizer: observedAuthorizer(guard(gates.authorizer), accounts),
  })
}

function getApi(apis: readonly AnyApi[], name: string): AnyApi {
  const api = apis.find((one) => one.name === name)
  if (!api) throw new Error(`there is no API [${name}]`)
  return api
}

interface NodeRecord {
  readonly clusterUuid: string
  readonly nodeId: string
}

/** Ids are made at the first start and kept. */
export async function nodeFacts(config: Config, store: Store, httpAddress: () => string): Promise<Services['node']> {
  const records = await store.collection<NodeRecord>('node')
  const newId = (): string => randomBytes(16).toString('base64url')
  if (!records.find('ids')) await records.put('ids', { clusterUuid: newId(), nodeId: newId() }, 0)
  const { clusterUuid, nodeId } = records.find('ids')!.value
  return {
    nodeName: config['node.name'] || hostname(),
    nodeId,
    clusterName: config['cluster.name'],
    clusterUuid,
    version: config['compatibility.version'],
    startedAt: Date.now(),
    maxContentLength: config['http.max_content_length'],
    securityEnabled: config['xpack.security.enabled'],
    httpAddress,
  }
}

const refuseReset = (): Promise<void> => Promise.reject(new Error('the node was not started as one that can be reset'))

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)
