/**
 * Scrolls and points in time against a model: whatever is written, deleted, refreshed and merged while they are open, each shows exactly the
 * documents of the refresh before it was opened, with the content they had then.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LiveNode, lines, liveNode } from '../support/live-node.ts'

let live: LiveNode
beforeAll(async () => {
  live = await liveNode()
})
afterAll(() => live.stop())

type Content = ReadonlyMap<string, number>

type Step =
  | { readonly kind: 'write'; readonly ids: readonly number[]; readonly value: number }
  | { readonly kind: 'delete'; readonly ids: readonly number[] }
  | { readonly kind: 'refresh' }
  | { readonly kind: 'scroll' | 'pit' }
  | { readonly kind: 'read'; readonly pages: number }

const ids = fc.array(fc.nat({ max: 40 }), { minLength: 1, maxLength: 25 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), ids, value: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('delete' as const), ids }) },
  { weight: 4, arbitrary: fc.constant({ kind: 'refresh' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('scroll' as const, 'pit' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('read' as const), pages: fc.nat({ max: 3 }) }) },
)

/** A long read, what it has to show, and what it has shown. */
interface Reading {
  readonly expected: Content
  readonly seen: Map<string, number>
  isOver: boolean
  next(): Promise<void>
}

let runs = 0

class World {
  readonly index = `snapshots-${++runs}`
  readonly written = new Map<string, number>()
  refreshed: Content = new Map()
  readonly readings: Reading[] = []

  async run(steps: readonly Step[]): Promise<void> {
    await live.elastic('PUT', `/${this.index}`, { settings: { 'index.refresh_interval': '-1' } })
    for (const one of steps) await this.#step(one)
    for (const reading of this.readings) {
      while (!reading.isOver) await reading.next()
      expect(reading.seen).toEqual(reading.expected)
    }
  }

  async #step(one: Step): Promise<void> {
    if (one.kind === 'write' || one.kind === 'delete') await this.#write(one)
    else if (one.kind === 'refresh') {
      await live.elastic('POST', `/${this.index}/_refresh`)
      this.refreshed = new Map(this.written)
    } else if (one.kind === 'read') {
      for (const reading of this.readings) for (let page = 0; page < one.pages && !reading.isOver; page++) await reading.next()
    } else this.readings.push(one.kind === 'pit' ? await this.#openPit() : await this.#openScroll())
  }

  async #write(one: Extract<Step, { readonly ids: readonly number[] }>): Promise<void> {
    const bodies = one.ids.flatMap((id): readonly object[] =>
      one.kind === 'write' ? [{ index: { _id: String(id) } }, { v: one.value }] : [{ delete: { _id: String(id) } }],
    )
    await live.elastic('POST', `/${this.index}/_bulk`, lines(...bodies))
    for (const id of one.ids.map(String)) {
      if (one.kind === 'write') this.written.set(id, one.value)
      else this.written.delete(id)
    }
  }

  // biome-ignore lint/suspicious/noExplicitAny: a reply as tests look into it
  #take(reading: Reading, body: any): void {
    for (const { _id, _source } of body.hits.hits) {
      expect(reading.seen.has(_id), _id).toBe(false)
      reading.seen.set(_id, _source.v)
    }
    reading.isOver = body.hits.hits.length === 0
  }

  async #openPit(): Promise<Reading> {
    const { id } = (await live.elastic('POST', `/${this.index}/_pit?keep_alive=1m`)).body
    let after: unknown
    const reading: Reading = {
      expected: this.refreshed,
      seen: new Map(),
      isOver: false,
      next: async () => {
        const search = { pit: { id }, size: 7, sort: ['_shard_doc'], ...(after ? { search_after: after } : {}) }
        const { body } = await live.elastic('POST', '/_search', search)
        this.#take(reading, body)
        after = body.hits.hits.at(-1)?.sort
      },
    }
    return reading
  }

  async #openScroll(): Promise<Reading> {
    const { body: first } = await live.elastic('POST', `/${this.index}/_search?scroll=1m`, { size: 7 })
    const reading: Reading = {
      expected: this.refreshed,
      seen: new Map(),
      isOver: false,
      next: async () => {
        const { body } = await live.elastic('POST', '/_search/scroll', { scroll: '1m', scroll_id: first._scroll_id })
        this.#take(reading, body)
      },
    }
    this.#take(reading, first)
    return reading
  }
}

it('show what there was when they were opened, and nothing else', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 50 }), (steps) => new World().run(steps)),
    { numRuns: 25, interruptAfterTimeLimit: 20_000, markInterruptAsFailure: false },
  )
}, 60_000)
