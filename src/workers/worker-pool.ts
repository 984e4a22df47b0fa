/**
 * The workers of a node as the first process keeps them: started, asked, started again when they die, drained together. Knows nothing of what
 * they serve. Made by `start-workers.ts`.
 */
import cluster, { type Worker } from 'node:cluster'
import type { LocalGuard } from '../authn/login-guard.ts'
import type { Observer } from '../observe/events.ts'
import { Channel } from './channel.ts'
import type { Reports, StartOrder } from './dialogue.ts'
import { hostGuard } from './guard-host.ts'

export interface WorkerPoolParts {
  /** The file that runs in each. */
  readonly file: string
  readonly count: number
  order(worker: number): StartOrder
  readonly guard: LocalGuard
  readonly observer: Observer
  /** Milliseconds that a worker has to end once it was told to. */
  readonly grace: number
}

interface Member {
  readonly process: Worker
  readonly channel: Channel
  readonly begun: number
  readonly exited: Promise<void>
}

/** Milliseconds until a worker is started again: doubled with each that did not live for long. */
const FIRST_DELAY = 100
const LONGEST_DELAY = 10_000
const LONG_LIFE = 60_000
/** Milliseconds that a worker has to tell of itself. */
const PATIENCE = 2000

export class WorkerPool {
  readonly #parts: WorkerPoolParts
  readonly #members = new Map<number, Member>()
  readonly #delays = new Map<number, number>()
  readonly #timers = new Set<NodeJS.Timeout>()
  #state: 'starting' | 'running' | 'stopping' = 'starting'

  constructor(parts: WorkerPoolParts) {
    this.#parts = parts
    cluster.setupPrimary({ exec: parts.file, args: [], serialization: 'advanced' })
  }

  /** Starts all of them, and answers with the address at which they listen; throws what the first one that cannot start says. */
  async start(): Promise<string> {
    const url = await this.#start(1)
    await Promise.all(Array.from({ length: this.#parts.count - 1 }, (_, at) => this.#start(at + 2)))
    this.#state = 'running'
    return url
  }

  /** Drains all at once. */
  async stop(reason: string): Promise<void> {
    this.#state = 'stopping'
    for (const timer of this.#timers) clearTimeout(timer)
    await Promise.all([...this.#members.values()].map((member) => this.#stop(member, reason)))
  }

  async #stop({ process, channel, exited }: Member, reason: string): Promise<void> {
    const deadline = setTimeout(() => process.process.kill('SIGKILL'), this.#parts.grace)
    // Its end is the answer.
    channel.ask('stop', reason).catch(() => {})
    await exited
    clearTimeout(deadline)
  }

  /** Resolves when it listens, with its address. Port 0 is the same for all of them. */
  #start(number: number): Promise<string> {
    const { channel, exited } = this.#fork(number)
    channel.serve('order', () => this.#parts.order(number))
    return new Promise((resolve, reject) => {
      channel.serve('listening', resolve)
      channel.serve('failed', ({ message, code }) => reject(Object.assign(new Error(message), { code })))
      void exited.then(() => reject(new Error(`worker [${number}] ended before it listened`)))
    })
  }

  #fork(number: number): Member {
    const worker = cluster.fork()
    const channel = new Channel((message) => worker.isConnected() && worker.send(message as object))
    const endChecks = hostGuard(this.#parts.guard, channel)
    channel.serve('everybody', (kind) => this.#askAll(kind))
    worker.on('message', (message) => channel.receive(message))
    worker.on('error', () => {})
    const exited = new Promise<void>((resolve) => {
      worker.once('exit', (code, signal) => {
        const reason = `worker [${number}] ended with [${signal ?? code}]`
        channel.end(reason)
        endChecks()
        this.#replace(number, reason)
        resolve()
      })
    })
    const member = { process: worker, channel, begun: performance.now(), exited }
    this.#members.set(number, member)
    return member
  }

  #replace(number: number, reason: string): void {
    const begun = this.#members.get(number)?.begun ?? 0
    this.#members.delete(number)
    if (this.#state !== 'running') return
    const before = performance.now() - begun < LONG_LIFE ? (this.#delays.get(number) ?? 0) : 0
    const delay = Math.min(LONGEST_DELAY, before === 0 ? FIRST_DELAY : before * 2)
    this.#delays.set(number, delay)
    this.#parts.observer.emit({ kind: 'worker_ended', worker: number, reason, restartInMs: delay })
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      // One that cannot start ends, which brings it here again.
      this.#start(number).catch(() => {})
    }, delay)
    this.#timers.add(timer)
  }

  async #askAll<Kind extends keyof Reports>(kind: Kind): Promise<readonly Reports[Kind][]> {
    const asked = [...this.#members.values()].map(({ channel }) => patient(channel.ask('report', kind)))
    const answers = await Promise.allSettled(asked)
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value as Reports[Kind]] : []))
  }
}

function patient<Value>(answer: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('no answer')), PATIENCE)
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
