/** Where a node's data lives: the embedded engine, or the cluster that the configuration names. Called once, by `main.ts`. */
import { hkdfSync } from 'node:crypto'
import { join } from 'node:path'
import type { Services } from './api/services.ts'
import { createEmbeddedBackend } from './backend/embedded/embedded-backend.ts'
import type { Config } from './config/settings.ts'
import { systemClock } from './core/clock.ts'
import type { Engine } from './engine/engine.ts'
import { openEngine } from './engine/lmdb-engine.ts'
import type { Closing } from './node-parts.ts'
import { clusterDefaults } from './node-settings.ts'
import { engineReports } from './observe/engine-reports.ts'
import type { Observer } from './observe/events.ts'
import type { SharedUpstream } from './open-upstream.ts'
import type { AnyApi } from './request/api.ts'
import type { Backend } from './request/backend.ts'
import { emptyEngine } from './reset.ts'
import type { Store } from './store/collection.ts'
import type { Group } from './workers/group.ts'
import { openNamesNews } from './workers/names-news.ts'

/** Where the data lives, before it is known who asks for it. */
export interface Data {
  /** The APIs as they are offered over it. */
  offers(apis: readonly AnyApi[]): readonly AnyApi[]
  backend(node: Services['node']): Backend
  /** Of the Elasticsearch that it is; undefined where it is none, or not known yet. */
  version(): string | undefined
  /** Deletes all of it; nothing where it is somebody else's. */
  empty(): Promise<void>
}

interface DataPlace {
  readonly folder: string
  readonly durable: boolean
  /** With the other processes before the same cluster. */
  readonly shared: SharedUpstream | undefined
}

/** What workers before the same cluster have in common. */
export const shareUpstream = async (group: Group, store: Store): Promise<SharedUpstream> => ({
  news: await openNamesNews(store),
  longReadKey: Buffer.from(hkdfSync('sha256', group.shared.digestKey, '', 'sallyport long reads', 32)),
})

/** The cluster that the configuration names, or the embedded engine. */
export async function openData(config: Config, place: DataPlace, observer: Observer, closing: Closing): Promise<Data> {
  const { folder, durable, shared } = place
  if (config['upstream.hosts'].length > 0) {
    const { openUpstream } = await import('./open-upstream.ts')
    const { backend, offers } = openUpstream(config, shared)
    closing.add(() => backend.close())
    return { offers, backend: () => backend, version: () => backend.version(), empty: async () => {} }
  }
  const engine = await openEngineIn(folder, observer, durable, closing)
  return {
    offers: (apis) => apis,
    backend: (node) => createEmbeddedBackend(engine, node, clusterDefaults(config)),
    version: () => undefined,
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
