/**
 * Group commit: whatever waits to be written, by whomever and to whichever index, goes into one transaction and shares one flush. Each job
 * gets a turn of bounded work, so that a large bulk neither holds the event loop nor keeps small writes waiting.
 */
import type { Environment } from './environment.ts'

/** How much one transaction may still take. */
export class Budget {
  #bytes: number
  readonly #deadline: number

  constructor(bytes: number, millis: number) {
    this.#bytes = bytes
    this.#deadline = performance.now() + millis
  }

  spend(bytes: number): void {
    this.#bytes -= bytes
  }

  get left(): boolean {
    return this.#bytes > 0 && performance.now() < this.#deadline
  }
}

/** Something to be written, over as many transactions as it takes. Reads inside `run` see what the transaction wrote so far. */
export interface CommitJob {
  /** Inside the transaction: does at least one piece of the work; true when nothing remains. */
  run(budget: Budget): boolean
  /** What the last `run` wrote is on disk. */
  committed(done: boolean): void
  /** What the last `run` wrote is undone; the same work will be asked for again. */
  rolledBack(): void
  /** What the last `run` wrote is undone and will not be tried again, but what remains may be; true when nothing remains. */
  refused(error: unknown): boolean
}

const GROUP_BYTES = 2 * 1024 * 1024
const GROUP_MILLIS = 5

export class CommitQueue {
  readonly #environment: Environment
  #waiting: CommitJob[] = []
  #scheduled = false
  #closed = false
  #idle: (() => void)[] = []

  constructor(environment: Environment) {
    this.#environment = environment
  }

  add(job: CommitJob): void {
    if (this.#closed) throw new Error('the engine is closed')
    this.#waiting.push(job)
    this.#schedule()
  }

  /** Runs one piece of work that needs a single transaction; `then` is told how it went before anybody else is. */
  run<T>(work: () => T, then: { committed?(): void; undone?(final: boolean): void } = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let result: { readonly value: T } | undefined
      this.add({
        run: () => {
          result = { value: work() }
          return true
        },
        committed: () => {
          then.committed?.()
          resolve(result!.value)
        },
        rolledBack: () => then.undone?.(false),
        refused: (error) => {
          then.undone?.(true)
          reject(error)
          return true
        },
      })
    })
  }

  /** Resolves once nothing waits. */
  async idle(): Promise<void> {
    if (this.#waiting.length > 0) await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  /** The same; nothing is taken any more. */
  async close(): Promise<void> {
    this.#closed = true
    await this.idle()
  }

  /** At the end of the turn, so that everything the same turn brings in shares the flush. */
  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.#commitGroup()
      if (this.#waiting.length > 0) this.#schedule()
      else for (const resolve of this.#idle.splice(0)) resolve()
    })
  }

  #commitGroup(): void {
    const group: { readonly job: CommitJob; readonly done: boolean }[] = []
    let running: CommitJob | undefined
    try {
      this.#environment.transaction(() => {
        const budget = new Budget(GROUP_BYTES, GROUP_MILLIS)
        for (const job of this.#waiting) {
          running = job
          group.push({ job, done: job.run(budget) })
          if (!budget.left) break
        }
        running = undefined
      })
    } catch (error) {
      this.#undo(group, running, error)
      return
    }
    this.#requeue(
      group.filter((turn) => !turn.done).map((turn) => turn.job),
      group.length,
    )
    for (const turn of group) turn.job.committed(turn.done)
  }

  /** A job whose own work threw fails alone and the others are done again; a commit that failed fails all of them. */
  #undo(group: readonly { readonly job: CommitJob }[], offender: CommitJob | undefined, error: unknown): void {
    const jobs = group.map((turn) => turn.job)
    if (!offender) {
      this.#requeue(
        jobs.filter((job) => !job.refused(error)),
        jobs.length,
      )
      return
    }
    for (const job of jobs) job.rolledBack()
    this.#requeue(offender.refused(error) ? jobs : [...jobs, offender], jobs.length + 1)
  }

  /** Who has had a turn goes behind those who wait. */
  #requeue(unfinished: readonly CommitJob[], taken: number): void {
    this.#waiting = [...this.#waiting.slice(taken), ...unfinished]
  }
}
