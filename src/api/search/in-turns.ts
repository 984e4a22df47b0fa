/** Runs work on the members of a list, so many at once. Used by requests that consist of others. */
import { WorkSlice } from '../../core/event-loop.ts'

/** The results in the order of the list; the first failure is everybody's. */
export async function inTurns<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = []
  let next = 0
  const run = async (): Promise<void> => {
    const slice = new WorkSlice()
    while (next < items.length) {
      const at = next++
      results[at] = await work(items[at]!)
      if (slice.isOver) await slice.pause()
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, run))
  return results
}
