/** What requests are being answered right now, for `_tasks`. Told by the pipeline; tells `main.ts` how each of them ended. */
import type { Call } from '../request/api.ts'
import type { Identity } from '../request/identity.ts'
import { type Owner, ownerOf } from '../request/owner.ts'

export interface RunningRequest {
  /** Beyond all numbers of tasks. */
  readonly number: number
  readonly action: string
  readonly owner: Owner
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  /** Nanoseconds until it was asked for. */
  readonly runningTime: number
  /** What whoever sent it calls it. */
  readonly opaqueId: string | undefined
  /** The task that it is a step of. */
  readonly parent: string | undefined
}

interface Running {
  readonly number: number
  readonly identity: Identity
  readonly call: Call
  readonly begun: number
}

/** `outcome`: the status of the reply, or what was thrown. */
export type Ended = (call: Call, outcome: number | Error, millis: number) => void

const BEYOND_TASKS = 2 ** 40
/** Of one worker. */
const NUMBERS = 2 ** 36

export class RunningRequests {
  readonly #ended: Ended
  /** In the order of their begin. */
  readonly #running = new Set<Running>()
  #next: number

  /** `worker`: of several that answer for one node, so that no two give a request the same number. */
  constructor(ended: Ended, worker = 0) {
    this.#ended = ended
    this.#next = BEYOND_TASKS + worker * NUMBERS
  }

  list(): readonly RunningRequest[] {
    return [...this.#running].map(({ number, identity, call, begun }) => ({
      number,
      action: call.api.action,
      owner: ownerOf(identity),
      startedAt: Math.round(performance.timeOrigin + begun),
      runningTime: Math.round((performance.now() - begun) * 1e6),
      opaqueId: identity.opaqueId,
      parent: identity.task?.id,
    }))
  }

  begin(identity: Identity, call: Call): Running {
    const running = { number: this.#next++, identity, call, begun: performance.now() }
    this.#running.add(running)
    return running
  }

  end(running: Running, outcome: number | Error): void {
    const { call, begun } = running
    this.#running.delete(running)
    this.#ended(call, outcome, performance.now() - begun)
  }
}
