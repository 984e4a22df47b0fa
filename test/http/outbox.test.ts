import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { Outbox } from '../../src/http/outbox.ts'

describe('Outbox', () => {
  const written: string[] = []
  const write = (name: string) => () => void written.push(name)

  afterEach(() => {
    written.length = 0
    vi.restoreAllMocks()
  })

  it('writes what became ready in one turn at its end, in order, and once', async () => {
    const outbox = new Outbox()
    outbox.put(write('a'))
    await Promise.resolve()
    outbox.put(write('b'))
    expect(written).toEqual([])
    await turn()
    expect(written).toEqual(['a', 'b'])
    outbox.put(write('c'))
    await turn()
    await turn()
    expect(written).toEqual(['a', 'b', 'c'])
  })

  it('lets nothing wait for work that takes long', async () => {
    const outbox = new Outbox()
    outbox.put(write('a'))
    outbox.flush()
    expect(written).toEqual(['a'])
    outbox.put(write('b'))
    await turn()
    expect(written).toEqual(['a', 'b'])
  })

  it('writes at once where the first has waited', () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(100)
    const outbox = new Outbox()
    outbox.put(write('a'))
    now.mockReturnValue(100.4)
    outbox.put(write('b'))
    expect(written).toEqual([])
    now.mockReturnValue(100.6)
    outbox.put(write('c'))
    expect(written).toEqual(['a', 'b', 'c'])
  })

  it('takes a reply that is put while others are written', async () => {
    const outbox = new Outbox()
    outbox.put(() => outbox.put(write('later')))
    await turn()
    await turn()
    expect(written).toEqual(['later'])
  })
})
