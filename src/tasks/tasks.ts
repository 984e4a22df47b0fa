/**
 * The tasks of the server: started by APIs, run under the identity they were given, found again after a restart. Kinds of tasks are passed in;
 * nothing here knows what they do. Made by `main.ts`, asked by `api/tasks/`.
 */
import { randomBytes } from 'node:crypto'
import type { Clock } from '../core/clock.ts'
import { ElasticError } from '../core/errors.ts'
import type { Identity, Principal } from '../request/identity.ts'
import { ownerOf } from '../request/owner.ts'
import type { IdentityKeeper } from '../request/stored-identity.ts'
import type { Collection } from '../store/collection.ts'
import type { ChildTask } from './child-task.ts'
import { type Perform, RunningTask } from './running-task.ts'
import type { AnyTaskKind, PlainJson, TaskKind } from './task-kind.ts'
import type { TaskRecord, TaskResult } from './task-record.ts'

export type TaskEvent = {
  readonly what: 'started' | 'resumed' | 'finished' | 'failed'
  readonly id: string
  readonly action: string
  readonly record: TaskRecord
  readonly reason?: string
  /** A defect. */
  readonly cause?: unknown
}

export interface TasksParts {
  readonly nodeId: string
  readonly records: Collection<TaskRecord>
  readonly kinds: readonly AnyTaskKind[]
  readonly identities: IdentityKeeper
  readonly perform: Perform
  readonly clock: Clock
  onEvent(event: TaskEvent): void
}

export interface TaskRequest<Input extends PlainJson> {
  readonly kind: TaskKind<Input, never, unknown>
  readonly input: Input
  readonly description: string
  /** Of the request; its second identity is the one that the task runs as, if there is one. */
  readonly identity: Identity
  readonly keeps: boolean
  readonly requestsPerSecond?: number
  readonly isNamed?: boolean
  /** Milliseconds that the result is kept. */
  readonly keepAlive?: number
}

/** A task as it is shown: running, or finished and kept. */
export interface TaskView {
  readonly id: string
  readonly action: string
  readonly record: TaskRecord
  readonly status: PlainJson | undefined
  /** Nanoseconds. */
  readonly runningTime: number
  readonly isRunning: boolean
  /** The task that it is a part of. */
  readonly parent?: string
}

/** A task, or a part of one, to wait for, slow or cancel. */
export type Running = RunningTask | ChildTask

/** Results that are kept, beside those with an end of their own. */
const MOST_RESULTS = 1000
/** Milliseconds between two looks for results that are over. */
const SWEEP = 60_000
const RESTARTED =
  'the node was stopped while the task was running, and a task of this kind cannot go on; what it did so far stays done'

export class Tasks {
  readonly #parts: TasksParts
  readonly #running = new Map<number, RunningTask>()
  #next = 1
  #timer: NodeJS.Timeout | undefined

  constructor(parts: TasksParts) {
    this.#parts = parts
  }

  /** Finds what ran when the server stopped: it goes on, or is marked as failed. Called once, when requests can be performed. */
  recover(): void {
    for (const [id, { value }] of this.#parts.records.entries()) {
      const number = Number(id)
      this.#next = Math.max(this.#next, number + 1)
      if (!value.result) this.#goOn(number, value)
    }
    this.#timer = setInterval(() => void this.#sweep(), SWEEP).unref()
  }

  /** Prepares and starts a task; throws what it is refused with. */
  async start<Input extends PlainJson>(request: TaskRequest<Input>): Promise<RunningTask> {
    const { input, description, identity, keeps, requestsPerSecond, isNamed, keepAlive } = request
    const kind = request.kind as AnyTaskKind
    const runner: Principal = identity.secondary ?? identity
    const startedAt = this.#parts.clock.now()
    const task = this.#create(this.#take(), false, {
      kind: kind.name,
      description,
      input,
      startedAt,
      identity: this.#parts.identities.refer(runner),
      owner: ownerOf(runner),
      startedBy: ownerOf(identity),
      ...(identity.opaqueId === undefined ? {} : { opaqueId: identity.opaqueId }),
      keeps,
      ...(isNamed ? { publicId: randomBytes(24).toString('base64url') } : {}),
      ...(keepAlive === undefined ? {} : { expires: startedAt + keepAlive }),
      ...(requestsPerSecond === undefined || requestsPerSecond === Number.POSITIVE_INFINITY ? {} : { requestsPerSecond }),
    })
    const number = numberOf(task.id)
    this.#running.set(number, task)
    try {
      const prepared = await kind.prepare(task, input)
      await this.#store(number, task.record)
      this.#tell('started', task)
      void this.#run(kind, task, () => Promise.resolve(prepared))
    } catch (error) {
      this.#running.delete(number)
      task.settle(undefined)
      // Who cancelled it while it began has made it a record.
      await this.forget(number)
      throw error
    }
    return task
  }

  /** Running ones first started first, each with its parts behind it. */
  running(): readonly TaskView[] {
    return [...this.#running.values()].flatMap((task) => [task, ...task.children]).map((task) => this.#viewRunning(task))
  }

  /** Finished ones whose results are kept. */
  *kept(): IterableIterator<TaskView> {
    for (const [id, { value }] of this.#parts.records.entries()) if (value.result) yield this.#viewKept(Number(id), value)
  }

  find(number: number): TaskView | undefined {
    const task = this.findRunning(number)
    if (task) return this.#viewRunning(task)
    const record = this.#parts.records.find(String(number))?.value
    return record?.result && !this.#isOver(record) ? this.#viewKept(number, record) : undefined
  }

  findRunning(number: number): Running | undefined {
    const task = this.#running.get(number)
    if (task) return task
    for (const { children } of this.#running.values()) {
      const child = children.find(({ id }) => numberOf(id) === number)
      if (child) return child
    }
    return undefined
  }

  /** By the unguessable name. */
  findNamed(publicId: string): (TaskView & { readonly number: number }) | undefined {
    const isIt = (record: TaskRecord): boolean => record.publicId === publicId && record.keeps
    for (const [number, task] of this.#running) if (isIt(task.record)) return { ...this.#viewRunning(task), number }
    for (const [id, { value }] of this.#parts.records.entries()) {
      if (isIt(value) && value.result && !this.#isOver(value)) return { ...this.#viewKept(Number(id), value), number: Number(id) }
    }
    return undefined
  }

  /** Keeps the result until then. */
  async extend(number: number, expires: number): Promise<void> {
    const running = this.#running.get(number)
    if (running) return running.keepUntil(expires)
    const record = this.#parts.records.find(String(number))
    if (record?.value.result) await this.#store(number, { ...record.value, expires })
  }

  /** Stops it, and keeps no result. */
  async discard(number: number): Promise<void> {
    const running = this.#running.get(number)
    if (running) await running.discard()
    else await this.forget(number)
  }

  async forget(number: number): Promise<void> {
    await this.#parts.records.delete(String(number))
  }

  /** Stops everything that runs, for good. */
  async cancelAll(): Promise<void> {
    const running = [...this.#running.values()]
    await Promise.all(running.map((task) => task.cancel('the node is being reset')))
    await Promise.all(running.map((task) => task.settled))
  }

  /** Ends nothing for good: what runs goes on at the next start. */
  async close(): Promise<void> {
    clearInterval(this.#timer)
    const running = [...this.#running.values()]
    for (const task of running) task.interrupt()
    await Promise.all(running.map((task) => task.settled))
  }

  #goOn(number: number, record: TaskRecord): void {
    const kind = this.#parts.kinds.find(({ name }) => name === record.kind)
    const task = this.#create(number, true, record)
    this.#running.set(number, task)
    this.#tell('resumed', task)
    if (!kind?.isResumable(record.input)) {
      void this.#run(kind ?? UNKNOWN, task, () => Promise.reject(new ElasticError('exception', RESTARTED, { status: 503 })))
    } else void this.#run(kind, task, () => kind.prepare(task, record.input))
  }

  async #run(kind: AnyTaskKind, task: RunningTask, prepare: () => Promise<unknown>): Promise<void> {
    const work = async (): Promise<string> => {
      const prepared = await prepare()
      try {
        return await kind.run(task, task.record.input, prepared)
      } finally {
        await kind.release?.(task, prepared).catch(() => {})
      }
    }
    const result = await task.run(work, () => this.#parts.clock.now())
    await this.#finish(task, result)
  }

  async #finish(task: RunningTask, result: TaskResult | undefined): Promise<void> {
    const number = numberOf(task.id)
    try {
      if (result && task.record.keeps) await this.#store(number, task.record)
      else if (result) await this.forget(number)
    } catch {
      // The disk takes no writes: the result is told to whoever waits; at the next start the task is found as it was saved last.
    }
    if (result) this.#tell(result.kind === 'done' ? 'finished' : 'failed', task)
    this.#running.delete(number)
    task.settle(result)
  }

  #create(number: number, isResumed: boolean, record: TaskRecord): RunningTask {
    const { nodeId, identities, perform } = this.#parts
    const store = (changed: TaskRecord): Promise<void> => this.#store(number, changed)
    const idOf = (taken: number): string => `${nodeId}:${taken}`
    const newId = (): string => idOf(this.#take())
    return new RunningTask({ id: idOf(number), record, isResumed, identities, perform, newId, store })
  }

  #take(): number {
    return this.#next++
  }

  async #store(number: number, record: TaskRecord): Promise<void> {
    await this.#parts.records.put(String(number), record)
  }

  #tell(what: TaskEvent['what'], { id, record, failure }: RunningTask): void {
    const cause = failure?.cause
    const action = this.#actionOf(record)
    this.#parts.onEvent({ what, id, action, record, ...(failure ? { reason: failure.reason } : {}), ...(cause ? { cause } : {}) })
  }

  #actionOf({ kind }: TaskRecord): string {
    return this.#parts.kinds.find(({ name }) => name === kind)?.action ?? kind
  }

  #viewRunning(task: Running): TaskView {
    const { id, record, status, begun } = task
    const runningTime = Math.round((performance.now() - begun) * 1e6)
    const parent = 'parentId' in task ? { parent: task.parentId } : {}
    return { id, action: this.#actionOf(record), record, status, runningTime, isRunning: true, ...parent }
  }

  #viewKept(number: number, record: TaskRecord): TaskView {
    const runningTime = ((record.finishedAt ?? record.startedAt) - record.startedAt) * 1e6
    const id = `${this.#parts.nodeId}:${number}`
    return { id, action: this.#actionOf(record), record, status: record.status, runningTime, isRunning: false }
  }

  #isOver({ expires }: TaskRecord): boolean {
    return expires !== undefined && this.#parts.clock.now() > expires
  }

  /** Results that are over, what runs for such, and the oldest of too many. */
  async #sweep(): Promise<void> {
    for (const task of this.#running.values()) if (this.#isOver(task.record)) void task.discard().catch(() => {})
    const finished = [...this.#parts.records.entries()].filter(([, { value }]) => value.result)
    const over = finished.filter(([, { value }]) => this.#isOver(value))
    const lasting = finished.filter(([, { value }]) => value.expires === undefined)
    lasting.sort(([, one], [, other]) => (one.value.finishedAt ?? 0) - (other.value.finishedAt ?? 0))
    const tooMany = lasting.slice(0, Math.max(0, lasting.length - MOST_RESULTS))
    await Promise.all([...over, ...tooMany].map(([id]) => this.#parts.records.delete(id))).catch(() => {})
  }
}

const numberOf = (id: string): number => Number(id.slice(id.lastIndexOf(':') + 1))

/** A task of a kind that this version does not know. */
const UNKNOWN: AnyTaskKind = {
  name: '',
  action: '',
  isResumable: () => false,
  prepare: async () => undefined,
  run: async () => '',
}
