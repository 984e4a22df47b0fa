/**
 * The gates of a worker with what other workers changed taken over first: a change counts with the very next request, whichever worker that
 * comes to. Wrapped around them by `main.ts`.
 */
import type { Pipeline } from './pipeline.ts'
import type { IdentityKeeper } from './request/stored-identity.ts'
import type { Store } from './store/collection.ts'

/** What cannot be taken over refuses the request. */
export const currentPipeline = ({ identify, perform }: Pipeline, store: Store): Pipeline => ({
  identify: (head) => {
    try {
      store.catchUp()
    } catch (error) {
      return Promise.reject(error)
    }
    return identify(head)
  },
  perform: async (identity, call) => {
    store.catchUp()
    return perform(identity, call)
  },
})

/** The identities of tasks, looked up before each of their steps. */
export const currentIdentities = (identities: IdentityKeeper, store: Store): IdentityKeeper => ({
  refer: (principal) => identities.refer(principal),
  resolve: (identity) => {
    store.catchUp()
    return identities.resolve(identity)
  },
})
