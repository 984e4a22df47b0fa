/**
 * A part of a task that runs beside others: listed under its task, slowed and cancelled for itself. Lives as long as it works; what is kept
 * is kept by the task. Made by `running-task.ts`.
 */
import type { Step } from '../request/api.ts'
import type { Reply } from '../request/reply.ts'
import type { ChildRun, PlainJson } from './task-kind.ts'
import type { TaskRecord } from './task-record.ts'

/** As much of a task as its parts use. */
export interface ParentTask {
  readonly id: string
  readonly record: TaskRecord
  readonly isResumed: boolean
  readonly cancelled: string | undefined
  performAs(id: string, step: Step): Promise<Reply>
  pause(until: () => number, isOver: () => boolean): Promise<void>
  /** Whoever waits looks again. */
  wakeUp(): void
}

export interface ChildParts {
  /** `<node>:<number>`. */
  readonly id: string
  readonly parent: ParentTask
  readonly requestsPerSecond: number
  /** Milliseconds since the epoch. */
  readonly startedAt: number
}

export class ChildTask implements ChildRun {
  readonly id: string
  readonly begun = performance.now()
  readonly settled: Promise<void>
  isRunning = true
  status: PlainJson | undefined
  readonly #parent: ParentTask
  readonly #startedAt: number
  #cancelled: string | undefined
  #requestsPerSecond: number
  #settle: () => void = () => {}

  constructor({ id, parent, requestsPerSecond, startedAt }: ChildParts) {
    this.id = id
    this.#parent = parent
    this.#requestsPerSecond = requestsPerSecond
    this.#startedAt = startedAt
    this.settled = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  get parentId(): string {
    return this.#parent.id
  }

  /** The task's, as its part shows it. */
  get record(): TaskRecord {
    const { cancelled } = this
    return { ...this.#parent.record, startedAt: this.#startedAt, ...(cancelled === undefined ? {} : { cancelled }) }
  }

  get isResumed(): boolean {
    return this.#parent.isResumed
  }

  get cancelled(): string | undefined {
    return this.#cancelled ?? this.#parent.cancelled
  }

  get requestsPerSecond(): number {
    return this.#requestsPerSecond
  }

  perform(step: Step): Promise<Reply> {
    return this.#parent.performAs(this.id, step)
  }

  pause(until: () => number): Promise<void> {
    return this.#parent.pause(until, () => this.cancelled !== undefined)
  }

  show(status: PlainJson): void {
    this.status = status
  }

  /** False: it was cancelled before. */
  async cancel(reason: string): Promise<boolean> {
    if (this.cancelled !== undefined) return false
    this.#cancelled = reason
    this.#parent.wakeUp()
    return true
  }

  async throttle(requestsPerSecond: number): Promise<void> {
    this.#requestsPerSecond = requestsPerSecond
    this.#parent.wakeUp()
  }

  end(): void {
    this.isRunning = false
    this.#settle()
  }
}
