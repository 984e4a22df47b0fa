/** The server's own records in memory only: for tests and for nodes that keep nothing. */
import type { Collection, Store } from './collection.ts'
import { type Change, decideChange, MirroredCollection } from './mirrored-collection.ts'

export function createMemoryStore(): Store {
  const names = new Set<string>()
  let closed = false

  const submit = async (change: Change): Promise<boolean> => {
    if (closed) throw new Error('the store is closed')
    const outcome = decideChange(change, change.collection.find(change.id))
    if (outcome.done) change.collection.apply(change.id, outcome.record)
    return outcome.done
  }

  return {
    async collection<Value>(name: string): Promise<Collection<Value>> {
      if (names.has(name)) throw new Error(`collection [${name}] is already open`)
      names.add(name)
      return new MirroredCollection<Value>(name, submit)
    },
    catchUp: () => {},
    async close() {
      closed = true
    },
  }
}
