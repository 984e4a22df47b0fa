/** Opens what a search reads, and closes it whatever happens. */
import type { BoundEngine, BoundIndex } from '../../backend/embedded/bound-engine.ts'
import type { IndexReader } from '../../engine/reader.ts'
import { assertUsable } from '../index-access.ts'

/** Runs `use` with a reader of every granted index, in the order of their names. */
export async function withReaders<Result>(
  engine: BoundEngine,
  use: (readers: readonly IndexReader[], indices: readonly BoundIndex[]) => Promise<Result>,
): Promise<Result> {
  return withKeptReaders(engine, async (readers, indices) => {
    const result = await use(readers, indices)
    closeReaders(readers)
    return result
  })
}

/** The same for readers that `use` keeps open; where it throws they are closed. */
export async function withKeptReaders<Result>(
  engine: BoundEngine,
  use: (readers: readonly IndexReader[], indices: readonly BoundIndex[]) => Promise<Result>,
): Promise<Result> {
  const indices = engine.indices()
  const readers = openReaders(indices)
  try {
    return await use(readers, indices)
  } catch (error) {
    closeReaders(readers)
    throw error
  }
}

function openReaders(indices: readonly BoundIndex[]): readonly IndexReader[] {
  for (const { shard } of indices) assertUsable(shard, 'read')
  const readers: IndexReader[] = []
  try {
    for (const { shard } of indices) readers.push(shard.reader())
    return readers
  } catch (error) {
    closeReaders(readers)
    throw error
  }
}

function closeReaders(readers: readonly IndexReader[]): void {
  for (const reader of readers) reader.close()
}
