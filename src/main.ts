import { APIS, STEP_APIS } from './api/index.ts'
import { innerCall, offeredCall } from './api/inner-call.ts'
import type { Services } from './api/services.ts'
import type { Authentication } from './authn/open-authentication.ts'
import { type AuthorizerParts, createAuthorizer } from './authz/authorize.ts'
import { createCatalogueReader } from './authz/catalogue-view.ts'
import { listenHost } from './config/parse.ts'
import type { Config } from './config/settings.ts'
import { isTlsOn } from './config/tls-checks.ts'
import { systemClock } from './core/clock.ts'
import { currentIdentities, currentPipeline } from './current-gates.ts'
import { createHttpServer } from './http/server.ts'
import { type IdentityServices, openIdentity } from './identity/open-identity.ts'
import {
  Closing,
  ensurePassword,
  nodeFacts,
  openFirstGate,
  openOwnRecords,
  openRoles,
  openServices,
  operationOf,
} from './node-parts.ts'
import { httpSettings, identitySettings } from './node-settings.ts'
import type { Observer } from './observe/events.ts'
import { Metrics } from './observe/metrics.ts'
import { type GateAccounts, observedAuthenticator, observedAuthorizer, statusOf } from './observed-gates.ts'
import { type Data, openData, shareUpstream } from './open-data.ts'
import { NO_PARTIES, openExplanations } from './open-explain.ts'
import { openFirstWorker } from './open-first-worker.ts'
import { openTasks } from './open-tasks.ts'
import type { NodeTls } from './open-tls.ts'
import { createPipeline, type Gates, type Pipeline } from './pipeline.ts'
import type { AnyApi } from './request/api.ts'
import { createReset } from './reset.ts'
import type { RoleService } from './roles/role-service.ts'
import { securityOff } from './security-off.ts'
import type { Store } from './store/collection.ts'
import { type Ended, RunningRequests } from './tasks/running-requests.ts'
import type { Tasks } from './tasks/tasks.ts'
import { FIRST_WORKER, type Group } from './workers/group.ts'

export interface NodeParts {
  readonly config: Config
  readonly observer: Observer
  /** Nothing is kept after the stop; `path.data` is not used. */
  readonly inMemory?: boolean
  /** Where it is one of several processes. */
  readonly group?: Group
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
  const { config, observer, inMemory = false, isResettable = false, group } = parts
  const began = performance.now()
  const { folder, store, opened } = await openOwnRecords(config, inMemory, closing, group)
  const onClockSetBack = (millis: number): void => observer.emit({ kind: 'clock_set_back', seconds: Math.round(millis / 1000) })
  const identity = await openIdentity(store, { ...identitySettings(config, group?.count), onClockSetBack })
  closing.add(() => identity.close())
  const firstStart = identity.reserved.findRecord('elastic') === undefined
  // A thread hashes the first password while the engine opens.
  const [generatedPassword, data, transport] = await Promise.all([
    ensurePassword(identity, config),
    openData(config, { folder, durable: !inMemory, shared: group && (await shareUpstream(group, store)) }, observer, closing),
    openTransport(config, folder, observer, closing),
  ])

  let address = { host: listenHost(config), port: config['http.port'] }
  const node = await nodeFacts(config, store, {
    httpAddress: () => `${bracketed(address.host)}:${address.port}`,
    version: data.version,
  })
  const authentication = openFirstGate(config, observer, identity, closing, group?.shared)
  const roles = await openRoles(config, observer, store, closing)
  const base = { config, observer, group, store, identity, data, transport, node, authentication, roles }
  const { apis, services, tasks, pipeline } = await openCalls(base)
  closing.add(() => tasks.close())
  if (!group || group.worker === FIRST_WORKER) tasks.recover()
  const listening = transport ? { createServer: transport.tls.createServer } : {}
  const front = { pipeline, apis, settings: httpSettings(config), observer, isOld: () => isOld(data.version()) }
  const diverting = group ? await openFirstWorker(group, front, config['sallyport.http.shutdown_grace'], closing) : {}
  const server = createHttpServer({ ...front, ...listening, ...diverting })
  const restore = isResettable ? createReset(data.empty, opened) : refuseReset
  const reset = async (): Promise<void> => {
    await tasks.cancelAll()
    await restore()
    await services.lockouts.clear({ kind: 'all' })
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

interface Base {
  readonly config: Config
  readonly observer: Observer
  readonly group: Group | undefined
  readonly store: Store
  readonly identity: IdentityServices
  readonly data: Data
  readonly transport: NodeTls | undefined
  readonly node: Services['node']
  readonly authentication: Authentication | undefined
  readonly roles: RoleService
}

/** The two gates and everything that calls within calls need: explanations, tasks, the services of the APIs. */
async function openCalls(base: Base): Promise<{
  readonly apis: readonly AnyApi[]
  readonly services: Services
  readonly tasks: Tasks
  readonly pipeline: Pipeline
}> {
  const { config, observer, group, store, identity, data, transport, node, authentication, roles } = base
  const offered = config['xpack.security.enabled'] ? APIS : APIS.filter((api) => !api.name.startsWith('security.'))
  const apis = data.offers(offered)
  const stepApis = [...apis, ...data.offers(STEP_APIS)]
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
    dueRefusalOf: authentication?.dueRefusalOf ?? (() => undefined),
  })
  const metrics = new Metrics()
  const requests = new RunningRequests(measuring(metrics), group?.worker)
  const tasks = await openTasks({
    store,
    nodeId: node.nodeId,
    identities: authentication && currentIdentities(authentication.identities, store),
    perform: async (by, step) => pipeline.perform(by, offeredCall(step, stepApis)),
    observer,
  })
  const { own, ...operation } = operationOf(backend, identity, metrics, group)
  group?.tell({ metrics: own.metrics, condition: own.condition, requests: () => requests.list() })
  const services: Services = {
    ...(await openServices(node, identity, authentication, store, roles)),
    tasks,
    requests: { list: async () => (group ? (await group.everybody('requests')).flat() : requests.list()) },
    inner: {
      parse: (name, request) => innerCall(getApi(apis, name), request),
      perform: (by, call) => pipeline.perform(by, call),
    },
    operation,
    certificates: () => transport?.certificates() ?? [],
    explainer: explanations,
    names: createCatalogueReader(gate.catalogue),
  }
  const gates = { authorizer: createAuthorizer(gate), backend, services, watch: requests }
  const accounts = { observer, uses: identity.credentialUses, metrics }
  const guarded = explanations.within(openPipeline(gates, authentication, accounts))
  const pipeline = group ? currentPipeline(guarded, store) : guarded
  return { apis, services, tasks, pipeline }
}

/** undefined where the node speaks plain HTTP; what TLS needs is loaded only where it does not. */
async function openTransport(config: Config, folder: string, observer: Observer, closing: Closing): Promise<NodeTls | undefined> {
  if (!isTlsOn(config)) return undefined
  const { openNodeTls } = await import('./open-tls.ts')
  const opened = await openNodeTls(config, folder, observer)
  closing.add(() => opened.tls.close())
  return opened
}

export const authorityOf = (transport: NodeTls | undefined): RunningNode['authority'] =>
  transport?.own && {
    pem: transport.own.authority,
    fingerprint: transport.own.fingerprint,
    file: transport.own.authorityFile,
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

/** Before such an Elasticsearch clients may speak as to version 7. */
const isOld = (version: string | undefined): boolean => version !== undefined && Number.parseInt(version, 10) < 9

const refuseReset = (): Promise<void> => Promise.reject(new Error('the node was not started as one that can be reset'))

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)
