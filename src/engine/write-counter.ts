/** Counts what came of the writes of one index since it was opened, for `_stats`. Kept by `index-shard.ts`. */
import { ElasticError } from '../core/errors.ts'
import type { WriteCounts } from './shard.ts'
import type { Outcome } from './write-job.ts'

export class WriteCounter {
  #indexed = 0
  #deleted = 0
  #noops = 0

  add(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      if (outcome instanceof ElasticError) continue
      if (outcome.result === 'created' || outcome.result === 'updated') this.#indexed++
      else if (outcome.result === 'noop') this.#noops++
      else this.#deleted++
    }
  }

  get counts(): WriteCounts {
    return { indexed: this.#indexed, deleted: this.#deleted, noops: this.#noops }
  }
}
