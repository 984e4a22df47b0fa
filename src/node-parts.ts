/**
 * What a node is made of, one function a part: the data folder, roles, the first gate, the services of the APIs. Put together by `main.ts` for
 * a node that runs, and by `stopped-node.ts` for commands on the folder of one that does not.
 */
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Operation, Services } from './api/services.ts'
import { type Authentication, openAuthentication, type SharedGuard } from './authn/open-authentication.ts'
import type { Config } from './config/settings.ts'
import { systemClock } from './core/clock.ts'
import { lockDataFolder } from './engine/storage/data-lock.ts'
import { NO_KEY_PARTIES } from './identity/key-parties.ts'
import { type Lockout, NO_LOCKOUTS } from './identity/lockout.ts'
import { NO_LOGINS } from './identity/login-cache.ts'
import type { IdentityServices } from './identity/open-identity.ts'
import { NO_PROFILE_PARTIES } from './identity/profile-parties.ts'
import { NO_SERVICE_TOKENS } from './identity/service-tokens.ts'
import { NO_TOKENS } from './identity/token-grants.ts'
import { authenticationSettings } from './node-settings.ts'
import type { Observer } from './observe/events.ts'
import { type Gauge, type Metrics, type MetricsReading, printMetrics } from './observe/metrics.ts'
import type { Backend, BackendCondition } from './request/backend.ts'
import { watchStore } from './reset.ts'
import { createApplicationPrivileges, type StoredPrivilege } from './roles/application-privileges.ts'
import { openFileRoles } from './roles/file-roles.ts'
import { createRoleService, isBuiltInRole, type RoleService, type StoredRole } from './roles/role-service.ts'
import type { Collection, Store } from './store/collection.ts'
import { openLocalStore, openSharedStore } from './store/local-store.ts'
import { createMemoryStore } from './store/memory-store.ts'
import type { Group } from './workers/group.ts'

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

/** The data folder under its lock (a temporary one in memory), and the store in it. */
export async function openOwnRecords(
  config: Config,
  inMemory: boolean,
  closing: Closing,
  group?: Group,
): Promise<{ readonly folder: string; readonly store: Store; readonly opened: readonly Collection<unknown>[] }> {
  const folder = inMemory ? await mkdtemp(join(tmpdir(), 'sallyport-')) : config['path.data']
  if (inMemory) closing.add(() => rm(folder, { recursive: true, force: true }))
  if (!group) {
    const lock = lockDataFolder(folder)
    closing.add(() => lock.release())
  }
  const { store, opened } = watchStore(inMemory ? createMemoryStore() : await openStore(join(folder, 'store'), group))
  closing.add(() => store.close())
  return { folder, store, opened }
}

/** The lock is held by the first process where there is a group. */
const openStore = (folder: string, group: Group | undefined): Promise<Store> =>
  group ? openSharedStore(folder) : openLocalStore(folder)

/** At the first start `elastic` gets the given password, or a strong one that is returned this once. */
export async function ensurePassword(identity: IdentityServices, config: Config): Promise<string | undefined> {
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

/** Of all workers where there is a group. */
export const operationOf = (backend: Backend, identity: IdentityServices, metrics: Metrics, group?: Group): OwnOperation => {
  const gauges: readonly Gauge[] = [
    {
      name: 'sallyport_hash_queue_waiting',
      help: 'Password checks that wait for a thread.',
      together: 'sum',
      read: () => [{ labels: {}, value: identity.waitingHashes() }],
    },
    {
      name: 'sallyport_ready',
      help: 'Whether data can be reached.',
      together: 'least',
      read: () => [{ labels: {}, value: Number(backend.condition().isReady) }],
    },
    {
      name: 'sallyport_upstream_node_alive',
      help: 'Whether a node of the cluster behind answered last.',
      together: 'least',
      read: () => backend.condition().nodes.map(({ origin, isAlive }) => ({ labels: { node: origin }, value: Number(isAlive) })),
    },
  ]
  const own = { condition: () => backend.condition(), metrics: () => metrics.read(gauges) }
  return {
    own,
    condition: async () => (group ? together(await group.everybody('condition'), group.count) : own.condition()),
    metrics: async () => printMetrics(group ? await group.everybody('metrics') : [own.metrics()]),
  }
}

interface OwnOperation extends Operation {
  /** What this process alone would tell. */
  readonly own: { condition(): BackendCondition; metrics(): MetricsReading }
}

/** Ready are several where each is. */
function together(all: readonly BackendCondition[], count: number): Awaited<ReturnType<Operation['condition']>> {
  const origins = all[0]?.nodes ?? []
  return {
    isReady: all.length > 0 && all.every(({ isReady }) => isReady),
    nodes: origins.map(({ origin }) => ({
      origin,
      isAlive: all.every(({ nodes }) => nodes.find((node) => node.origin === origin)?.isAlive ?? false),
    })),
    workers: { running: all.length, of: count },
  }
}

/** What only runs with the node itself. */
type Running = 'certificates' | 'explainer' | 'names' | 'operation' | 'tasks' | 'requests' | 'inner'

/** The services on the server's own records. */
export async function openServices(
  node: Services['node'],
  identity: IdentityServices,
  authentication: Authentication | undefined,
  store: Store,
  roles: RoleService,
): Promise<Omit<Services, Running>> {
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
  shared?: SharedGuard,
): Authentication | undefined {
  if (!config['xpack.security.enabled']) return undefined
  const authentication = openAuthentication({
    identity,
    settings: authenticationSettings(config),
    clock: systemClock,
    onFault: (reason) => observer.emit({ kind: 'realm_fault', reason }),
    onLockout: reportLockout(observer),
    ...(shared && { shared }),
  })
  closing.add(() => authentication.close())
  return authentication
}

export const reportLockout =
  (observer: Observer) =>
  ({ remaining: _, ...lockout }: Lockout): void =>
    observer.emit({ kind: 'lockout_started', ...lockout })

interface NodeRecord {
  readonly clusterUuid: string
  readonly nodeId: string
}

/** Spoken where nothing else is asked for. */
const NEWEST_VERSION = '9.5.3'

/** Ids are made at the first start and kept. */
export async function nodeFacts(
  config: Config,
  store: Store,
  { httpAddress, version }: { readonly httpAddress: () => string; readonly version: () => string | undefined },
): Promise<Services['node']> {
  const records = await store.collection<NodeRecord>('node')
  const newId = (): string => randomBytes(16).toString('base64url')
  if (!records.find('ids')) await records.put('ids', { clusterUuid: newId(), nodeId: newId() }, 0)
  const { clusterUuid, nodeId } = records.find('ids')!.value
  return {
    nodeName: config['node.name'] || hostname(),
    nodeId,
    clusterName: config['cluster.name'],
    clusterUuid,
    get version() {
      return config['compatibility.version'] || version() || NEWEST_VERSION
    },
    startedAt: Date.now(),
    maxContentLength: config['http.max_content_length'],
    securityEnabled: config['xpack.security.enabled'],
    httpAddress,
  }
}
