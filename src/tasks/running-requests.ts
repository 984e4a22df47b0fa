/** What requests are being answered right now, for `_tasks`. Wrapped around `perform` by `main.ts`, whom it tells how each of them ended. */
import type { Call } from '../request/api.ts'
import type { Identity } from '../request/identity.ts'
import { type Owner, ownerOf } from '../request/owner.ts'
import type { Perform } from './running-task.ts'

export interface RunningRequest {
  /** Beyond all numbers of tasks. */
  readonly number: number
  readonly action: string
  readonly owner: Owner
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  /** `performance.now()`. */
  readonly begun: number
  /** The task that it is a step of. */
  readonly parent: string | undefined
}

/** The status of the reply, or what was thrown. */
export type Ended = (call: Call, outcome: number | Error, millis: number) => void

export class RunningRequests {
  readonly #running = new Map<number, { readonly identity: Identity; readonly call: Call; readonly begun: number }>()
  #next = 2 ** 40

  list(): readonly RunningRequest[] {
    return [...this.#running].map(([number, { identity, call, begun }]) => ({
      number,
      action: call.api.action,
      owner: ownerOf(identity),
      startedAt: Math.round(performance.timeOrigin + begun),
      begun,
      parent: identity.task?.id,
    }))
  }

  /** The same, with every call on the list while it runs. */
  watch(perform: Perform, ended: Ended): Perform {
    return async (identity, call) => {
      const number = this.#next++
      const begun = performance.now()
      let outcome: number | Error = 500
      this.#running.set(number, { identity, call, begun })
      try {
        const reply = await perform(identity, call)
        outcome = reply.status
        return reply
      } catch (error) {
        outcome = error as Error
        throw error
      } finally {
        this.#running.delete(number)
        ended(call, outcome, performance.now() - begun)
      }
    }
  }
}
