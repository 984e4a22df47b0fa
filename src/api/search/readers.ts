/** Opens what a search reads, and closes it whatever happens. */
import type { BoundEngine, BoundIndex } from '../../backend/embedded/bound-engine.ts'
import type { IndexReader } from '../../engine/reader.ts'
import { assertUsable } from '../index-access.ts'

/** Runs `use` with a reader of every granted index, in the order of their names. */
export async function withReaders<Result>(
  engine: BoundEngine,
  use: (readers: readonly IndexReader[], indices: readonly BoundIndex[]) => Promise<Result>,
): Promise<Result> {
  const indices = engine.indices()
  for (const { shard } of indices) assertUsable(shard, 'read')
  const readers: IndexReader[] = []
  try {
    for (const { shard } of indices) readers.push(shard.reader())
    return await use(readers, indices)
  } finally {
    for (const reader of readers) reader.close()
  }
}
