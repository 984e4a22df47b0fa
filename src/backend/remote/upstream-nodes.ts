/** Which nodes of the cluster behind there are, and in which order a request tries them. Kept by `upstream-cluster.ts`. */
import { UpstreamNode } from './upstream-node.ts'
import type { UpstreamSettings } from './upstream-settings.ts'

export class UpstreamNodes {
  readonly #settings: UpstreamSettings
  /** Those that are configured; asked last where the cluster listed others. */
  readonly #seeds: readonly UpstreamNode[]
  #all: readonly UpstreamNode[]
  #turn = 0

  constructor(settings: UpstreamSettings) {
    this.#settings = settings
    this.#seeds = settings.hosts.map((origin) => new UpstreamNode(origin, settings))
    this.#all = this.#seeds
  }

  get all(): readonly UpstreamNode[] {
    return this.#all
  }

  /** Those that are well, each the first in its turn; where none is, the one that failed least. */
  candidates(): readonly UpstreamNode[] {
    const alive = this.#all.filter((node) => node.isAlive)
    if (alive.length === 0) {
      const known = [...this.#all, ...this.#seeds]
      return [known.reduce((best, node) => (node.failures < best.failures ? node : best))]
    }
    const first = this.#turn++ % alive.length
    return [...alive.slice(first), ...alive.slice(0, first)]
  }

  /** What runs on a node that is no longer listed is finished. */
  replace(origins: readonly string[]): void {
    const known = new Map([...this.#seeds, ...this.#all].map((node) => [node.origin, node]))
    const gone = this.#all.filter((node) => !origins.includes(node.origin) && !this.#seeds.includes(node))
    this.#all = origins.map((origin) => known.get(origin) ?? new UpstreamNode(origin, this.#settings))
    void Promise.allSettled(gone.map((node) => node.retire()))
  }

  async close(): Promise<void> {
    await Promise.all([...new Set([...this.#all, ...this.#seeds])].map((node) => node.close()))
  }
}
