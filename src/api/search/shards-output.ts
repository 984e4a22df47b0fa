/** `_shards` of a search: one for each index. */
import type { JsonOutput } from '../../core/json/output.ts'
import { failureOutput, type IndexFailure } from '../../engine/search/failures.ts'

export const searchShards = (asked: number, failures: readonly IndexFailure[], node: string): JsonOutput => ({
  total: asked,
  successful: asked - failures.length,
  skipped: 0,
  failed: failures.length,
  failures: failures.length === 0 ? undefined : failures.map((failure) => failureOutput(failure, node)),
})
