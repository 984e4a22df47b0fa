/**
 * Group commit: whatever waits to be written, by whomever and to whichever index, goes into one transaction and shares one flush. Each job
 * gets a turn of bounded work, so that a large bulk neither holds the event loop nor keeps small writes waiting.
 */
import type { Environment } from './environment.ts'

/** How much one transaction may still take. */
export class Budget {
  readonly #bytes: number
  readonly #deadline: number
  #spent = 0

  constructor(bytes: number, millis: number) {
    this.#bytes = bytes
    this.#deadline = performance.now() + millis
  }

  spend(bytes: number): void {
    this.#spent += bytes
  }

  get spent(): number {
    return this.#spent
  }

  get left(): boolean {
    return this.#spent < this.#bytes && performance.now() < this.#deadline
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

/** Milliseconds that a transaction may take before its flush, and that its jobs should take after it (documents are indexed then). */
const GROUP_MILLIS = 5
const AFTER_MILLIS = 5
/** Bounds of what is written in one transaction; between them, what could be indexed in time so far. */
const LEAST_BYTES = 32 * 1024
const MOST_BYTES = 2 * 1024 * 1024
/** How long background work waits for somebody's flush to share, in milliseconds. */
const PATIENCE = 25

/** Told how a piece of work went, before whoever asked for it is. */
export interface Hooks {
  committed?(): void
  /** `final`: it will not be tried again. */
  undone?(final: boolean): void
}

export class CommitQueue {
  readonly #environment: Environment
  #waiting: CommitJob[] = []
  readonly #background: CommitJob[] = []
  #scheduled = false
  /** Bytes that jobs get through in a millisecond once they are on disk, by what was seen lately. */
  #pace = LEAST_BYTES
  #timer: NodeJS.Timeout | undefined
  #hurried = false
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

  /** Runs one piece of work that needs a single transaction. */
  run<T>(work: () => T, hooks: Hooks = {}): Promise<T> {
    return new Promise<T>((resolve, reject) => this.add(singleJob(work, hooks, resolve, reject)))
  }

  /** The same for work that nobody waits for: it shares the flush of a write where one comes soon, one piece in each transaction. */
  runInBackground<T>(work: () => T): Promise<T> {
    if (this.#hurried) return this.run(work)
    return new Promise<T>((resolve, reject) => {
      this.#background.push(singleJob(work, {}, resolve, reject))
      this.#timer ??= setTimeout(() => this.#schedule(), PATIENCE).unref()
    })
  }

  /** From now on background work waits for nobody. */
  hurry(): void {
    this.#hurried = true
    for (const job of this.#background.splice(0)) this.add(job)
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
      this.#rescheduleBackground()
      this.#commitGroup()
      if (this.#waiting.length > 0) this.#schedule()
      else for (const resolve of this.#idle.splice(0)) resolve()
    })
  }

  #rescheduleBackground(): void {
    clearTimeout(this.#timer)
    const more = this.#background.length > 1
    this.#timer = more ? setTimeout(() => this.#schedule(), PATIENCE).unref() : undefined
  }

  #commitGroup(): void {
    const rider = this.#background.shift()
    const most = Math.min(MOST_BYTES, Math.max(LEAST_BYTES, this.#pace * AFTER_MILLIS))
    const budget = new Budget(most, GROUP_MILLIS)
    const group: { readonly job: CommitJob; readonly done: boolean }[] = []
    let running: CommitJob | undefined
    const run = (job: CommitJob): void => {
      running = job
      group.push({ job, done: job.run(budget) })
      running = undefined
    }
    try {
      this.#environment.transaction(() => {
        for (const job of this.#waiting) {
          if (group.length > 0 && !budget.left) break
          run(job)
        }
        if (rider) run(rider)
      })
    } catch (error) {
      const turns = group.map(({ job }) => job)
      this.#requeue(running ? [...turns, running] : turns, unfinishedOf(turns, running, error))
      return
    }
    this.#requeue(
      group.map(({ job }) => job),
      group.filter(({ done }) => !done).map(({ job }) => job),
    )
    const began = performance.now()
    for (const { job, done } of group) job.committed(done)
    this.#learnPace(budget.spent, performance.now() - began)
  }

  #learnPace(bytes: number, millis: number): void {
    if (bytes < 1024) return
    this.#pace = 0.7 * this.#pace + 0.3 * Math.min(MOST_BYTES, bytes / Math.max(millis, 0.01))
  }

  /** Who has had a turn goes behind those who wait. */
  #requeue(taken: readonly CommitJob[], unfinished: readonly CommitJob[]): void {
    const gone = new Set(taken)
    this.#waiting = [...this.#waiting.filter((job) => !gone.has(job)), ...unfinished]
  }
}

/** A job whose own work threw fails alone and the others are done again; a commit that failed fails all of them. */
function unfinishedOf(turns: readonly CommitJob[], offender: CommitJob | undefined, error: unknown): readonly CommitJob[] {
  if (!offender) return turns.filter((job) => !job.refused(error))
  for (const job of turns) job.rolledBack()
  return offender.refused(error) ? turns : [...turns, offender]
}

function singleJob<T>(work: () => T, hooks: Hooks, resolve: (value: T) => void, reject: (error: unknown) => void): CommitJob {
  let result: { readonly value: T } | undefined
  return {
    run: () => {
      result = { value: work() }
      return true
    },
    committed: () => {
      hooks.committed?.()
      resolve(result!.value)
    },
    rolledBack: () => hooks.undone?.(false),
    refused: (error) => {
      hooks.undone?.(true)
      reject(error)
      return true
    },
  }
}
