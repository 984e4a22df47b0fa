/**
 * The composition root: every service is built here once and passed on. Start order: lock → store → engine → gates → listen; stop is the
 * reverse. Called by the command and by the library.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { APIS } from './api/index.ts'
import type { Services } from './api/services.ts'
import { openAuthentication } from './authn/open-authentication.ts'
import { createAuthorizer } from './authz/authorize.ts'
import { createEmbeddedBackend } from './backend/embedded/embedded-backend.ts'
import { listenHost } from './config/parse.ts'
import type { Config } from './config/settings.ts'
import { systemClock } from './core/clock.ts'
import type { Engine } from './engine/engine.ts'
import { openEngine } from './engine/lmdb-engine.ts'
import { lockDataFolder } from './engine/storage/data-lock.ts'
import { createHttpServer, type HttpServer } from './http/server.ts'
import { openIdentity } from './identity/open-identity.ts'
import { authenticationSettings, httpSettings, identitySettings } from './node-settings.ts'
import { engineReports } from './observe/engine-reports.ts'
import type { Observer } from './observe/events.ts'
import { createPipeline } from './pipeline.ts'
import { createApplicationPrivileges, type StoredPrivilege } from './roles/application-privileges.ts'
import { createRoleService, type StoredRole } from './roles/role-service.ts'
import { securityOff } from './security-off.ts'
import type { Store } from './store/collection.ts'
import { openLocalStore } from './store/local-store.ts'
import { createMemoryStore } from './store/memory-store.ts'

export interface NodeParts {
  readonly config: Config
  readonly observer: Observer
  /** Nothing is kept after the stop; `path.data` is not used. */
  readonly inMemory?: boolean
}

export interface RunningNode {
  /** `http://127.0.0.1:9200`. */
  readonly url: string
  /** The password made for `elastic` at the first start; undefined where one was given or is there already. */
  readonly generatedPassword: string | undefined
  readonly firstStart: boolean
  readonly services: Services
  readonly engine: Engine
  /** Drains and closes; `reason` is logged. */
  stop(reason: string): Promise<void>
}

/** Starts a node. What was opened is closed again where a later step fails. */
export async function startNode({ config, observer, inMemory = false }: NodeParts): Promise<RunningNode> {
  const began = performance.now()
  const closing: (() => Promise<void> | void)[] = []
  const closeAll = async (): Promise<void> => {
    for (const close of closing.reverse()) await close()
  }
  try {
    const { store, engine } = await openData(config, observer, inMemory, closing)
    const identity = await openIdentity(store, identitySettings(config))
    closing.push(() => identity.close())
    const given = config['bootstrap.password']
    const firstStart = identity.reserved.findRecord('elastic') === undefined
    const { generated } = config['xpack.security.enabled']
      ? await identity.reserved.ensureElasticPassword(given === '' ? {} : { password: given })
      : {}
    const roles = createRoleService({ collection: await store.collection<StoredRole>('roles') })
    const applicationPrivileges = createApplicationPrivileges({
      collection: await store.collection<StoredPrivilege>('application_privileges'),
    })

    let server: HttpServer | undefined
    let address = { host: listenHost(config), port: config['http.port'] }
    const node = await nodeFacts(config, store, () => `${bracketed(address.host)}:${address.port}`)
    const services: Services = { node, users: identity.users, roles, applicationPrivileges }
    const backend = createEmbeddedBackend(engine, node)
    const authentication = config['xpack.security.enabled']
      ? openAuthentication({
          identity,
          settings: authenticationSettings(config),
          clock: systemClock,
          onFault: (reason) => observer.emit({ kind: 'realm_fault', reason }),
        })
      : undefined
    closing.push(() => authentication?.close())
    const authorizer = createAuthorizer({
      roles,
      catalogue: () => backend.catalogue(),
      clock: systemClock,
    })
    const pipeline = createPipeline({
      authenticator: authentication?.authenticator ?? securityOff,
      authorizer: authentication?.guard(authorizer) ?? authorizer,
      backend,
      services,
    })
    const apis = config['xpack.security.enabled'] ? APIS : APIS.filter((api) => !api.name.startsWith('security.'))
    server = createHttpServer({ pipeline, apis, settings: httpSettings(config), observer })
    address = await server.listen(address)
    const grace = config['sallyport.http.shutdown_grace']
    closing.push(() => server.close(grace))

    const url = `http://${node.httpAddress()}`
    observer.emit({
      kind: 'started',
      address: url,
      data: inMemory ? 'memory' : config['path.data'],
      tookMs: Math.round(performance.now() - began),
    })
    const stop = async (reason: string): Promise<void> => {
      observer.emit({ kind: 'stopping', reason })
      await closeAll()
      observer.emit({ kind: 'stopped' })
    }
    return { url, generatedPassword: generated, firstStart, services, engine, stop }
  } catch (error) {
    await closeAll()
    throw error
  }
}

/** Store and engine, in the data folder under its lock, or in memory. */
async function openData(
  config: Config,
  observer: Observer,
  inMemory: boolean,
  closing: (() => Promise<void> | void)[],
): Promise<{ readonly store: Store; readonly engine: Engine }> {
  const folder = inMemory ? await mkdtemp(join(tmpdir(), 'sallyport-')) : config['path.data']
  if (inMemory) closing.push(() => rm(folder, { recursive: true, force: true }))
  const lock = lockDataFolder(folder)
  closing.push(() => lock.release())
  const store = inMemory ? createMemoryStore() : await openLocalStore(join(folder, 'store'))
  closing.push(() => store.close())
  const engine = await openEngine({
    path: join(folder, 'engine'),
    durable: !inMemory,
    clock: systemClock,
    observer: engineReports(observer),
  })
  closing.push(() => engine.close())
  return { store, engine }
}

interface NodeRecord {
  readonly clusterUuid: string
  readonly nodeId: string
}

/** Ids are made at the first start and kept. */
async function nodeFacts(config: Config, store: Store, httpAddress: () => string): Promise<Services['node']> {
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

const bracketed = (host: string): string => (host.includes(':') ? `[${host}]` : host)
