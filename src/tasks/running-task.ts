/** One task while it runs: its identity, how far it is, and the ways to stop, slow or wait for it. Made by `tasks.ts`. */
import { setTimeout as sleep } from 'node:timers/promises'
import { errorWithRootCause } from '../core/error-output.ts'
import { ElasticError } from '../core/errors.ts'
import { writeJsonText } from '../core/json/write.ts'
import type { Step } from '../request/api.ts'
import type { Identity } from '../request/identity.ts'
import type { Reply } from '../request/reply.ts'
import type { IdentityKeeper } from '../request/stored-identity.ts'
import { ChildTask } from './child-task.ts'
import { stepReply } from './step-reply.ts'
import type { PlainJson, TaskRun } from './task-kind.ts'
import type { TaskRecord, TaskResult } from './task-record.ts'

/** Reads a step as its API is offered here, authorizes and runs it. */
export type Perform = (identity: Identity, step: Step) => Promise<Reply>

export interface RunningTaskParts {
  /** `<node>:<number>`. */
  readonly id: string
  readonly record: TaskRecord
  readonly isResumed: boolean
  readonly identities: IdentityKeeper
  readonly perform: Perform
  /** An id for a part of it. */
  newId(): string
  /** Durable when it resolves. */
  store(record: TaskRecord): Promise<void>
}

/** The server stops: the task is left as it stands and goes on at the next start. */
export class TaskInterrupted extends Error {}

/** Milliseconds between two looks at the identity of a task that waits. */
const LOOK = 5000

export class RunningTask implements TaskRun<PlainJson> {
  readonly id: string
  readonly isResumed: boolean
  readonly begun = performance.now()
  readonly #parts: RunningTaskParts
  #record: TaskRecord
  #status: PlainJson | undefined
  #requestsPerSecond: number
  #isInterrupted = false
  #children: readonly ChildTask[] = []
  #wake = new AbortController()
  readonly #stop = new AbortController()
  /** The result; undefined where the server stopped before. */
  readonly settled: Promise<TaskResult | undefined>
  #settle: (result: TaskResult | undefined) => void = () => {}
  /** The error as it was thrown, for whoever waits for it. */
  failure: ElasticError | undefined

  constructor(parts: RunningTaskParts) {
    this.#parts = parts
    this.id = parts.id
    this.settled = new Promise((resolve) => {
      this.#settle = resolve
    })
    this.isResumed = parts.isResumed
    this.#record = parts.record
    this.#status = parts.record.status
    this.#requestsPerSecond = parts.record.requestsPerSecond ?? Number.POSITIVE_INFINITY
  }

  get record(): TaskRecord {
    return this.#record
  }

  get status(): PlainJson | undefined {
    return this.#status
  }

  get state(): PlainJson | undefined {
    return this.#record.state
  }

  get keeps(): boolean {
    return this.#record.keeps
  }

  get cancelled(): string | undefined {
    return this.#record.cancelled
  }

  get requestsPerSecond(): number {
    return this.#requestsPerSecond
  }

  get stopped(): AbortSignal {
    return this.#stop.signal
  }

  get isRunning(): boolean {
    return this.#record.result === undefined
  }

  /** Parts of it that work. */
  get children(): readonly ChildTask[] {
    return this.#children.filter(({ isRunning }) => isRunning)
  }

  split(count: number): readonly ChildTask[] {
    const requestsPerSecond = this.#requestsPerSecond / count
    const startedAt = Math.round(performance.timeOrigin + performance.now())
    const childOf = (): ChildTask => new ChildTask({ id: this.#parts.newId(), parent: this, requestsPerSecond, startedAt })
    this.#children = Array.from({ length: count }, childOf)
    return this.#children
  }

  async perform(step: Step): Promise<Reply> {
    return this.performAs(this.id, step)
  }

  /** For a part of it, whose step it is. */
  async performAs(id: string, step: Step): Promise<Reply> {
    return stepReply(await this.#parts.perform(this.#identityNow(id), step))
  }

  async save(state: PlainJson, status: PlainJson): Promise<void> {
    this.#status = status
    await this.#store({ ...this.#record, state, status })
  }

  show(status: PlainJson): void {
    this.#status = status
  }

  async pause(until: () => number, isOver = (): boolean => this.cancelled !== undefined): Promise<void> {
    for (;;) {
      const left = until() - performance.now()
      if (left <= 0 || isOver() || this.#isInterrupted) return
      await sleep(Math.min(left, LOOK), undefined, { signal: this.#wake.signal, ref: false }).catch(() => {})
      this.#identityNow(this.id)
    }
  }

  /** False: it was cancelled before. */
  async cancel(reason: string): Promise<boolean> {
    if (this.cancelled !== undefined) return false
    this.#record = { ...this.#record, cancelled: reason }
    this.#stop.abort(reason)
    this.wakeUp()
    await this.#store(this.#record)
    return true
  }

  /** Keeps its result until then. */
  async keepUntil(expires: number): Promise<void> {
    await this.#store({ ...this.#record, expires })
  }

  /** Nobody wants its result any more. */
  async discard(): Promise<void> {
    this.#record = { ...this.#record, keeps: false }
    await this.cancel('by user request')
  }

  /** From now on, after a restart too; its parts share it. */
  async throttle(requestsPerSecond: number): Promise<void> {
    this.#requestsPerSecond = requestsPerSecond
    const { children } = this
    for (const child of children) await child.throttle(requestsPerSecond / children.length)
    this.wakeUp()
    const { requestsPerSecond: _, ...record } = this.#record
    await this.#store(Number.isFinite(requestsPerSecond) ? { ...record, requestsPerSecond } : record)
  }

  interrupt(): void {
    this.#isInterrupted = true
    this.#stop.abort('the node is stopping')
    this.wakeUp()
  }

  /** Whether it may go on; throws what stops it. */
  #identityNow(id: string): Identity {
    if (this.#isInterrupted) throw new TaskInterrupted()
    const { identity, startedBy, opaqueId } = this.#record
    const found = this.#parts.identities.resolve(identity)
    if (found.kind === 'current')
      return { ...found.principal, ...(opaqueId === undefined ? {} : { opaqueId }), task: { id, startedBy } }
    throw new ElasticError('security_exception', `task [${this.id}] was stopped: ${found.reason}`, { status: 403 })
  }

  /** Runs it to its end. Never rejects. */
  async run(work: () => Promise<string>, now: () => number): Promise<TaskResult | undefined> {
    const result = await this.#outcome(work)
    if (result)
      this.#record = {
        ...this.#record,
        result,
        finishedAt: now(),
        ...(this.#status === undefined ? {} : { status: this.#status }),
      }
    return result
  }

  /** Tells those who wait. */
  settle(result: TaskResult | undefined): void {
    this.#settle(result)
  }

  async #outcome(work: () => Promise<string>): Promise<TaskResult | undefined> {
    try {
      return { kind: 'done', text: await work() }
    } catch (error) {
      if (error instanceof TaskInterrupted || this.#isInterrupted) return undefined
      this.failure = error instanceof ElasticError ? error : internal(error)
      return { kind: 'failed', status: this.failure.status, error: writeJsonText(errorWithRootCause(this.failure)) }
    }
  }

  /** Whoever waits looks again. */
  wakeUp(): void {
    const before = this.#wake
    this.#wake = new AbortController()
    before.abort()
  }

  async #store(record: TaskRecord): Promise<void> {
    this.#record = record
    await this.#parts.store(record)
  }
}

/** A defect says nothing of itself. */
const internal = (cause: unknown): ElasticError => {
  const error = new ElasticError('exception', 'internal error')
  error.cause = cause
  return error
}
