/**
 * A gateway of several processes: the first prepares the data folder and holds its lock, counts lockouts and keeps the workers; each worker is
 * a node of its own on the same records and the same port. Called by the start command where `sallyport.workers` is above 1.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Services } from './api/services.ts'
import { createLoginGuard } from './authn/login-guard.ts'
import type { Config } from './config/settings.ts'
import { isTlsOn } from './config/tls-checks.ts'
import { systemClock } from './core/clock.ts'
import { newDigestKey } from './core/secrets.ts'
import { lockDataFolder } from './engine/storage/data-lock.ts'
import { openIdentity } from './identity/open-identity.ts'
import { authorityOf, type RunningNode } from './main.ts'
import { Closing, ensurePassword, nodeFacts, openRoles, reportLockout } from './node-parts.ts'
import { identitySettings, lockoutSettings } from './node-settings.ts'
import type { Observer } from './observe/events.ts'
import { openLocalStore } from './store/local-store.ts'
import { WorkerPool } from './workers/worker-pool.ts'

export interface WorkersParts {
  readonly config: Config
  readonly observer: Observer
  /** Runs before any worker does. */
  prepare(services: Pick<Services, 'users' | 'roles'>): Promise<void>
}

export type RunningWorkers = Pick<RunningNode, 'url' | 'authority' | 'generatedPassword' | 'firstStart' | 'stop'>

/** Milliseconds that a worker has beyond the grace of its requests. */
const CLOSING_TIME = 10_000

export async function startWorkers(parts: WorkersParts): Promise<RunningWorkers> {
  const closing = new Closing()
  try {
    return await openWorkers(parts, closing)
  } catch (error) {
    await closing.run()
    throw error
  }
}

async function openWorkers(parts: WorkersParts, closing: Closing): Promise<RunningWorkers> {
  const { config, observer } = parts
  const lock = lockDataFolder(config['path.data'])
  closing.add(() => lock.release())
  const prepared = await prepareRecords(parts)
  const authority = await prepareTls(config, observer)
  const digestKey = newDigestKey()
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-'))
  closing.add(() => rm(folder, { recursive: true, force: true }))
  const socket = join(folder, 'first')
  const count = config['sallyport.workers']
  const pool = new WorkerPool({
    file: workerFile(),
    count,
    order: (worker) => ({ config, worker, count, digestKey, socket }),
    guard: createLoginGuard({ settings: lockoutSettings(config), clock: systemClock, onLockout: reportLockout(observer) }),
    observer,
    grace: config['sallyport.http.shutdown_grace'] + CLOSING_TIME,
  })
  let reason = 'the start failed'
  closing.add(() => pool.stop(reason))
  const url = await pool.start()
  const stop = (why: string): Promise<void> => {
    reason = why
    return closing.run()
  }
  return { url, authority, ...prepared, stop }
}

/** What a first start makes is there before several processes could make it. */
async function prepareRecords({
  config,
  observer,
  prepare,
}: WorkersParts): Promise<Pick<RunningWorkers, 'generatedPassword' | 'firstStart'>> {
  const closing = new Closing()
  try {
    const store = await openLocalStore(join(config['path.data'], 'store'))
    closing.add(() => store.close())
    const identity = await openIdentity(store, identitySettings(config))
    closing.add(() => identity.close())
    const firstStart = identity.reserved.findRecord('elastic') === undefined
    const generatedPassword = await ensurePassword(identity, config)
    await nodeFacts(config, store, { httpAddress: () => '', version: () => undefined })
    await prepare({ users: identity.users, roles: await openRoles(config, observer, store, closing) })
    return { generatedPassword, firstStart }
  } finally {
    await closing.run()
  }
}

async function prepareTls(config: Config, observer: Observer): Promise<RunningNode['authority']> {
  if (!isTlsOn(config)) return undefined
  const { openNodeTls } = await import('./open-tls.ts')
  const opened = await openNodeTls(config, config['path.data'], observer)
  opened.tls.close()
  return authorityOf(opened)
}

/** Beside this one, built or not. */
const workerFile = (): string =>
  new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url).pathname
