/** A process with a shared store, for `shared-store.test.ts`: runs what it is told and answers with what that came to. */
import { openSharedStore } from '../../src/store/local-store.ts'

const store = await openSharedStore(process.argv[2]!)
const things = await store.collection<{ readonly turn: number }>('things')
const seen: string[] = []
things.onChange((id, origin) => seen.push(`${origin} ${id}`))

process.on('message', (text: string) => {
  const work = new Function('store', 'things', 'seen', `return (${text})`) as (...scope: readonly unknown[]) => unknown
  Promise.resolve()
    .then(() => work(store, things, seen))
    .then(
      (result) => process.send?.({ result }),
      (error: Error) => process.send?.({ error: error.stack }),
    )
})
