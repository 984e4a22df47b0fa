/**
 * Puts a node back to how it was after its start: no indices, no cluster settings, and in the server's own records what was there then. For
 * test suites (`reset()` of the library). Works on collections as such, so a new kind of record is covered without a line here.
 */
import type { Engine } from './engine/engine.ts'
import type { Collection, Store } from './store/collection.ts'

/** A store that remembers which collections were opened. */
export function watchStore(store: Store): { readonly store: Store; readonly opened: readonly Collection<unknown>[] } {
  const opened: Collection<unknown>[] = []
  const collection = async <Value>(name: string): Promise<Collection<Value>> => {
    const found = await store.collection<Value>(name)
    opened.push(found as Collection<unknown>)
    return found
  }
  return { store: { collection, catchUp: () => store.catchUp(), close: () => store.close() }, opened }
}

/** Deletes what the engine holds: data streams, indices, templates and cluster settings. */
export async function emptyEngine(engine: Engine): Promise<void> {
  await engine.deleteDataStreams([...engine.dataStreams().keys()])
  await engine.changeTemplates(({ component, index, legacy }) => ({
    component: gone(component),
    index: gone(index),
    legacy: gone(legacy),
  }))
  await Promise.all([...engine.indices().keys()].map((name) => engine.deleteIndex(name)))
  const { persistent, transient } = engine.clusterSettings()
  await engine.putClusterSettings({ persistent: unset(persistent), transient: unset(transient) })
}

/** Takes note of the records as they are now; the result brings them back, and empties the data. */
export function createReset(empty: () => Promise<void>, collections: readonly Collection<unknown>[]): () => Promise<void> {
  const kept = collections.map((collection) => ({ collection, records: new Map(collection.entries()) }))
  return async () => {
    await empty()
    for (const { collection, records } of kept) await restore(collection, records)
  }
}

const gone = (templates: ReadonlyMap<string, unknown>): ReadonlyMap<string, undefined> =>
  new Map([...templates.keys()].map((name) => [name, undefined]))

const unset = (settings: ReadonlyMap<string, string>): ReadonlyMap<string, null> =>
  new Map([...settings.keys()].map((name) => [name, null]))

async function restore<Value>(
  collection: Collection<Value>,
  records: ReadonlyMap<string, { readonly value: Value; readonly version: number }>,
): Promise<void> {
  const now = new Map(collection.entries())
  const added = [...now.keys()].filter((id) => !records.has(id))
  const changed = [...records].filter(([id, { version }]) => now.get(id)?.version !== version)
  await Promise.all(added.map((id) => collection.delete(id)))
  await Promise.all(changed.map(([id, { value }]) => collection.put(id, value)))
  // What was put back has a version of its own: the next reset compares with that.
  for (const [id] of changed)
    (records as Map<string, { readonly value: Value; readonly version: number }>).set(id, collection.find(id)!)
}
