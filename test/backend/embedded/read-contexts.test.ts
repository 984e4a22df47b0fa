/** Contexts of long reads by a clock that the test moves. */
import { describe, expect, it } from 'vitest'
import { ReadContexts } from '../../../src/backend/embedded/read-contexts.ts'
import type { IndexReader } from '../../../src/engine/reader.ts'
import type { Owner } from '../../../src/request/owner.ts'

const OWNER: Owner = { kind: 'user', username: 'anna', realm: { name: 'default_native', type: 'native' } }

function setUp() {
  let now = 0
  let closed = 0
  const contexts = new ReadContexts({ now: () => now })
  const reader = { index: { name: 'a', uuid: 'u' }, close: () => closed++ } as unknown as IndexReader
  const open = (keepAlive = 1000) =>
    contexts.open({ owner: OWNER, names: ['a'], readers: [reader], scroll: undefined, keepAlive })
  return { contexts, open, closed: () => closed, pass: (milliseconds: number) => (now += milliseconds) }
}

describe('ReadContexts', () => {
  it('ends what was not used for its time, and counts from the last use', async () => {
    const { contexts, open, closed, pass } = setUp()
    const { id } = open()
    pass(900)
    await contexts.find(id, OWNER)!.use(async () => {})
    pass(900)
    expect(contexts.find(id, OWNER)).toBeDefined()
    pass(200)
    expect(contexts.find(id, OWNER)).toBeUndefined()
    expect(closed()).toBe(1)
  })

  it.each<[string, Partial<Owner>]>([
    ['another name', { username: 'bob' }],
    ['another realm of the name', { realm: { name: 'other', type: 'native' } }],
    ['another type of realm', { realm: { name: 'default_native', type: 'file' } }],
    ['a key of his', { kind: 'api_key', apiKey: 'k1' }],
    ['a service account so named', { kind: 'service_account' }],
  ])('is not found by %s', (_, change) => {
    const { contexts, open } = setUp()
    const { id } = open()
    expect(contexts.find(id, { ...OWNER, ...change })).toBeUndefined()
    expect(contexts.close(id, { ...OWNER, ...change })).toBe(false)
    expect(contexts.find(id, OWNER)).toBeDefined()
  })

  it('keeps one key’s from another key of the same user', () => {
    const { contexts, open } = setUp()
    expect(contexts.find(open().id, { ...OWNER, kind: 'api_key', apiKey: 'k2' })).toBeUndefined()
  })

  it('closes readers only after the page that is being read', async () => {
    const { contexts, open, closed } = setUp()
    const context = open()
    await context.use(async () => {
      expect(contexts.close(context.id, OWNER)).toBe(true)
      expect(closed()).toBe(0)
    })
    expect(closed()).toBe(1)
  })

  it('does not expire while it is being used', async () => {
    const { contexts, open, pass } = setUp()
    const context = open()
    await context.use(async () => {
      pass(5000)
      expect(contexts.find(context.id, OWNER)).toBeDefined()
    })
  })
})
