/** The `_shards` member of replies: one shard per index, and the replicas its settings ask for (which one node cannot hold). */
import type { JsonOutput } from '../core/json/output.ts'
import type { Shard } from '../engine/shard.ts'

/** `index.number_of_replicas`. */
export const numberOfReplicas = (shard: Pick<Shard, 'settings'>): number =>
  Number(shard.settings.get('index.number_of_replicas') ?? 1)

/** Copies asked for, and the one that there is. */
export const shardsOf = (shard: Shard): JsonOutput => ({ total: 1 + numberOfReplicas(shard), successful: 1, failed: 0 })

/** The same over several indices. */
export function shardsOfAll(shards: readonly Shard[]): JsonOutput {
  const total = shards.reduce((sum, shard) => sum + 1 + numberOfReplicas(shard), 0)
  return { total, successful: shards.length, failed: 0 }
}
