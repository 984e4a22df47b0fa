/**
 * A bounded pool of threads that hash passwords: a flood of logins waits here and nowhere else, each address in a lane of its own, and beyond
 * the limit is refused with 429.
 * Threads start with the first task and do not keep the process alive.
 */
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import { ElasticError } from '../core/errors.ts'
import { FairQueue, type Turn } from './fair-queue.ts'
import type { HashAlgorithm } from './hash-format.ts'

export type HashTask =
  | { readonly kind: 'hash'; readonly password: string; readonly algorithm: HashAlgorithm }
  | { readonly kind: 'verify'; readonly password: string; readonly stored: string }

export type HashTaskResult =
  | { readonly ok: true; readonly value: string | boolean }
  | { readonly ok: false; readonly message: string }

export interface HashPoolOptions {
  readonly threads: number
  /** Tasks that may wait. */
  readonly queueSize: number
}

interface Waiting {
  readonly task: HashTask
  readonly resolve: (value: string | boolean) => void
  readonly reject: (error: Error) => void
}

/** What callers ask for who are known already: setting a password, say. */
const OWN_WORK: Turn = { lane: '', first: false }

export class HashPool {
  readonly #options: HashPoolOptions
  readonly #idle: Worker[] = []
  readonly #busy = new Map<Worker, Waiting>()
  readonly #queue: FairQueue<Waiting>
  #closed = false

  constructor(options: HashPoolOptions) {
    this.#options = options
    this.#queue = new FairQueue(options.queueSize)
  }

  /** Tasks that are waiting for a thread. */
  get waiting(): number {
    return this.#queue.size
  }

  hash(password: string, algorithm: HashAlgorithm): Promise<string> {
    return this.#submit({ kind: 'hash', password, algorithm }) as Promise<string>
  }

  verify(password: string, stored: string, turn?: Turn): Promise<boolean> {
    return this.#submit({ kind: 'verify', password, stored }, turn) as Promise<boolean>
  }

  /** Refuses what waits and stops the threads. */
  async close(): Promise<void> {
    this.#closed = true
    const abandoned = [...this.#queue.drain(), ...this.#busy.values()]
    const workers = [...this.#idle.splice(0), ...this.#busy.keys()]
    this.#busy.clear()
    for (const { reject } of abandoned) reject(new Error('the server is stopping'))
    await Promise.all(workers.map((worker) => worker.terminate()))
  }

  #submit(task: HashTask, turn = OWN_WORK): Promise<string | boolean> {
    if (this.#closed) return Promise.reject(new Error('the server is stopping'))
    return new Promise((resolve, reject) => {
      const turnedAway = this.#queue.push({ task, resolve, reject }, turn)
      turnedAway?.reject(overloaded(this.#options.queueSize))
      this.#assign()
    })
  }

  #assign(): void {
    while (this.#queue.size > 0) {
      const worker = this.#idle.pop() ?? this.#startWorker()
      if (!worker) return
      const waiting = this.#queue.shift() as Waiting
      this.#busy.set(worker, waiting)
      worker.ref()
      worker.postMessage(waiting.task)
    }
  }

  #startWorker(): Worker | undefined {
    if (this.#idle.length + this.#busy.size >= this.#options.threads) return undefined
    const worker = startThread()
    worker.on('message', (result: HashTaskResult) => this.#finish(worker, result))
    worker.on('error', (error) => this.#lose(worker, error))
    worker.on('exit', () => this.#lose(worker, new Error('a hashing thread ended')))
    return worker
  }

  #finish(worker: Worker, result: HashTaskResult): void {
    const waiting = this.#busy.get(worker)
    if (!waiting) return
    this.#busy.delete(worker)
    worker.unref()
    this.#idle.push(worker)
    if (result.ok) waiting.resolve(result.value)
    else waiting.reject(new Error(result.message))
    this.#assign()
  }

  /** A thread that died fails its own task only; the next task starts another. */
  #lose(worker: Worker, error: Error): void {
    const waiting = this.#busy.get(worker)
    this.#busy.delete(worker)
    const at = this.#idle.indexOf(worker)
    if (at >= 0) this.#idle.splice(at, 1)
    waiting?.reject(error)
    if (!this.#closed) this.#assign()
  }
}

/** From source (tests, development) the worker is TypeScript as well and needs the loader that reads it. */
function startThread(): Worker {
  const resourceLimits = { maxOldGenerationSizeMb: 64 }
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./hash-worker.js', import.meta.url), { resourceLimits })
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx/esm/api')).href.replace(/\.cjs$/, '.mjs')
  const file = new URL('./hash-worker.ts', import.meta.url).href
  const code = `import(${JSON.stringify(loader)}).then((tsx) => { tsx.register(); return import(${JSON.stringify(file)}) })`
  return new Worker(code, { eval: true, resourceLimits })
}

const overloaded = (queueSize: number): ElasticError =>
  new ElasticError(
    'es_rejected_execution_exception',
    `rejected execution of a password check: [${queueSize}] of them are waiting already`,
  )
