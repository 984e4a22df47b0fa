import { expect, it } from 'vitest'
import { search } from '../../../src/engine/search/search.ts'
import { fakeReader } from './fake-index.ts'
import { REQUEST } from './run.ts'

const readers = ['a', 'b'].map((id) => fakeReader({ n: 'long' }, [[{ id, source: { n: 1 } }]]))

it('tells after every index how far it is', async () => {
  const told: unknown[] = []
  await search(readers, { ...REQUEST, watch: (progress) => told.push(progress) }, 'node')
  expect(told).toEqual([
    { total: 2, successful: 1, failed: 0, hits: 1 },
    { total: 2, successful: 2, failed: 0, hits: 2 },
  ])
})

it('ends when nobody wants its answer any more, at the next look', async () => {
  const controller = new AbortController()
  let answered = 0
  const watch = (): void => {
    answered++
    controller.abort('by user request')
  }
  const cancelled = search(readers, { ...REQUEST, watch, gone: () => controller.signal }, 'node')
  await expect(cancelled).rejects.toMatchObject({ type: 'task_cancelled_exception', message: 'task cancelled [by user request]' })
  expect(answered).toBe(1)
})
