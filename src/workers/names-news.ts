/**
 * Word among workers that names of the cluster behind have changed: a record of the shared store, so that it counts with the next request of
 * each. Made by `main.ts` for the remote backend.
 */
import type { NamesNews } from '../backend/remote/remote-backend.ts'
import type { Store } from '../store/collection.ts'

export async function openNamesNews(store: Store): Promise<NamesNews> {
  const records = await store.collection<object>('names_news')
  return {
    tell: async () => void (await records.put('names', {})),
    onNews: (listener) => void records.onChange((_, origin) => origin === 'elsewhere' && listener()),
  }
}
