/** Cutting long work into slices, so that nobody else waits long for the event loop. */

const SLICE_MILLISECONDS = 5

/** A stretch of work; ask now and then whether it has taken long enough. */
export class WorkSlice {
  #since = performance.now()

  /** True when others should have their turn: then await `pause()`. */
  get isOver(): boolean {
    return performance.now() - this.#since > SLICE_MILLISECONDS
  }

  /** Lets everybody else run, then begins anew. */
  async pause(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve))
    this.#since = performance.now()
  }
}

/** The items one by one, with pauses. */
export async function* inSlices<Item>(items: Iterable<Item>): AsyncIterableIterator<Item> {
  const slice = new WorkSlice()
  for (const item of items) {
    yield item
    if (slice.isOver) await slice.pause()
  }
}

/** Items that are sorted without looking whether it takes long. */
const RUN = 2048

/** What `sort` would make of the items, with pauses. */
export async function sortInSlices<Item>(items: readonly Item[], compare: Compare<Item>): Promise<readonly Item[]> {
  const slice = new WorkSlice()
  let runs: (readonly Item[])[] = []
  for (let at = 0; at < items.length; at += RUN) {
    runs.push(items.slice(at, at + RUN).sort(compare))
    if (slice.isOver) await slice.pause()
  }
  while (runs.length > 1) {
    const longer: (readonly Item[])[] = []
    for (let at = 0; at < runs.length; at += 2) longer.push(await merge(runs[at] ?? [], runs[at + 1] ?? [], compare, slice))
    runs = longer
  }
  return runs[0] ?? []
}

type Compare<Item> = (one: Item, other: Item) => number

async function merge<Item>(
  one: readonly Item[],
  other: readonly Item[],
  compare: Compare<Item>,
  slice: WorkSlice,
): Promise<readonly Item[]> {
  const merged: Item[] = []
  let [left, right] = [0, 0]
  while (left < one.length && right < other.length) {
    const [next, rival] = [one[left] as Item, other[right] as Item]
    const isLeft = compare(next, rival) <= 0
    merged.push(isLeft ? next : rival)
    if (isLeft) left++
    else right++
    if (merged.length % RUN === 0 && slice.isOver) await slice.pause()
  }
  return merged.concat(one.slice(left), other.slice(right))
}
