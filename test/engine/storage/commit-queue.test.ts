import { expect, it, onTestFinished } from 'vitest'
import { type Budget, type CommitJob, CommitQueue } from '../../../src/engine/storage/commit-queue.ts'
import { Environment, type StorageFaults } from '../../../src/engine/storage/environment.ts'
import { freshFolder } from '../support/folders.ts'

function openQueue(faults?: StorageFaults) {
  const environment = new Environment({ path: freshFolder(), durable: true, ...(faults ? { faults } : {}) })
  onTestFinished(() => environment.close())
  let transactions = 0
  const transaction = environment.transaction.bind(environment)
  environment.transaction = (action) => {
    transactions++
    return transaction(action)
  }
  return { environment, queue: new CommitQueue(environment), transactions: () => transactions }
}

const put = (environment: Environment, key: string) => () => environment.meta.putSync(Buffer.from(key), Buffer.from('x'))
const has = (environment: Environment, key: string): boolean => environment.meta.get(Buffer.from(key)) !== undefined

/** A job of several steps that notes what happened to it. */
class Steps implements CommitJob {
  readonly seen: string[] = []
  readonly finished: Promise<void>
  #step = 0
  #staged = 0
  #finish: () => void = () => {}
  readonly #steps: readonly (() => void)[]

  constructor(steps: readonly (() => void)[]) {
    this.#steps = steps
    this.finished = new Promise((resolve) => {
      this.#finish = resolve
    })
  }

  run(budget: Budget): boolean {
    this.#staged = this.#step
    this.#steps[this.#staged++]!()
    budget.spend(1)
    return this.#staged === this.#steps.length
  }

  committed(done: boolean): void {
    this.#step = this.#staged
    this.seen.push(`committed ${this.#step}`)
    if (done) this.#finish()
  }

  rolledBack(): void {
    this.seen.push('rolled back')
  }

  refused(error: unknown): boolean {
    this.#step = this.#staged
    this.seen.push(`refused ${this.#step}: ${(error as Error).message}`)
    const done = this.#step === this.#steps.length
    if (done) this.#finish()
    return done
  }
}

it('commits everything that one turn brings in a single transaction', async () => {
  const { environment, queue, transactions } = openQueue()
  await Promise.all(Array.from({ length: 50 }, (_, at) => queue.run(put(environment, `key ${at}`))))
  expect(transactions()).toBe(1)
  expect(has(environment, 'key 49')).toBe(true)
})

it('gives a long job one turn per transaction, behind those who wait', async () => {
  const { environment, queue, transactions } = openQueue()
  const long = new Steps([put(environment, 'a'), put(environment, 'b'), put(environment, 'c')])
  queue.add(long)
  await queue.run(put(environment, 'short'))
  expect(long.seen).toEqual(['committed 1'])
  await long.finished
  expect(long.seen).toEqual(['committed 1', 'committed 2', 'committed 3'])
  expect(transactions()).toBe(3)
})

it('fails only the job whose own work threw', async () => {
  const { environment, queue } = openQueue()
  const before = queue.run(put(environment, 'before'))
  const broken = queue.run(() => {
    put(environment, 'half')()
    throw new Error('a defect')
  })
  const after = queue.run(put(environment, 'after'))
  await expect(broken).rejects.toThrow('a defect')
  await before
  await after
  expect(['before', 'half', 'after'].map((key) => has(environment, key))).toEqual([true, false, true])
})

it('fails every job of a commit that failed, and goes on', async () => {
  let full = true
  const { environment, queue } = openQueue({
    commit: () => {
      if (full) throw new Error('disk full')
    },
  })
  const steps = new Steps([put(environment, 'a'), put(environment, 'b')])
  queue.add(steps)
  await expect(queue.run(put(environment, 'c'))).rejects.toThrow('disk full')
  full = false
  await steps.finished
  await queue.run(put(environment, 'd'))
  expect(steps.seen).toEqual(['refused 1: disk full', 'committed 2'])
  expect(['a', 'b', 'c', 'd'].map((key) => has(environment, key))).toEqual([false, true, false, true])
})

it('finishes what waits before it closes, and takes nothing afterwards', async () => {
  const { environment, queue } = openQueue()
  const last = queue.run(put(environment, 'last'))
  await queue.close()
  await last
  expect(() => queue.add(new Steps([]))).toThrow('closed')
})

it('lets background work share the flush of a write, one piece at a time', async () => {
  const { environment, queue, transactions } = openQueue()
  const background = ['a', 'b'].map((key) => queue.runInBackground(put(environment, key)))
  await queue.run(put(environment, 'write'))
  expect(transactions()).toBe(1)
  expect([has(environment, 'a'), has(environment, 'b')]).toEqual([true, false])
  await queue.run(put(environment, 'another'))
  expect(transactions()).toBe(2)
  await Promise.all(background)
  expect(has(environment, 'b')).toBe(true)
})

it('does background work by itself where nobody writes', async () => {
  const { environment, queue, transactions } = openQueue()
  await Promise.all(['a', 'b', 'c'].map((key) => queue.runInBackground(put(environment, key))))
  expect(transactions()).toBe(3)
})

it('hurries background work when it is to be closed', async () => {
  const { environment, queue } = openQueue()
  const background = [queue.runInBackground(put(environment, 'a')), queue.runInBackground(put(environment, 'b'))]
  queue.hurry()
  background.push(queue.runInBackground(put(environment, 'c')))
  await queue.close()
  await Promise.all(background)
})

it('does a write again whose transaction was undone by background work', async () => {
  const { environment, queue } = openQueue()
  const broken = queue.runInBackground(() => {
    throw new Error('a defect')
  })
  const write = queue.run(put(environment, 'write'))
  await expect(broken).rejects.toThrow('a defect')
  await write
  expect(has(environment, 'write')).toBe(true)
})
