import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FairQueue } from '../../src/identity/fair-queue.ts'

const lane = (name: string) => ({ lane: name, first: false })

describe('FairQueue', () => {
  it('lets each lane take its turn', () => {
    const queue = new FairQueue<string>(10)
    for (const item of ['a1', 'a2', 'a3', 'b1', 'c1']) queue.push(item, lane(item[0] as string))
    expect(Array.from({ length: 6 }, () => queue.shift())).toEqual(['a1', 'b1', 'c1', 'a2', 'a3', undefined])
  })

  it('makes the longest lane give way, never a shorter one', () => {
    const queue = new FairQueue<string>(4)
    for (let n = 0; n < 4; n++) expect(queue.push(`flood${n}`, lane('flood'))).toBeUndefined()
    expect(queue.push('flood4', lane('flood'))).toBe('flood4')
    expect(queue.push('other', lane('other'))).toBe('flood3')
    expect(queue.push('other2', lane('other'))).toBe('flood2')
    expect(queue.push('other3', lane('other'))).toBe('other3')
    expect([queue.size, queue.shift(), queue.shift()]).toEqual([4, 'flood0', 'other'])
  })

  it('serves first what goes first, in a room of its own', () => {
    const queue = new FairQueue<string>(1)
    queue.push('a', lane('a'))
    expect(queue.push('known', { lane: 'a', first: true })).toBeUndefined()
    expect([queue.size, queue.shift(), queue.shift(), queue.size]).toEqual([2, 'known', 'a', 0])
  })

  it('loses nothing and stays within its limit', () => {
    const push = fc.record({ lane: fc.constantFrom('a', 'b', 'c'), first: fc.boolean(), shifts: fc.nat(1) })
    fc.assert(
      fc.property(fc.array(push, { maxLength: 80 }), (steps) => {
        const queue = new FairQueue<number>(5)
        const gone: (number | undefined)[] = []
        for (const [n, { shifts, ...turn }] of steps.entries()) {
          gone.push(queue.push(n, turn))
          if (shifts) gone.push(queue.shift())
          expect(queue.size).toBeLessThanOrEqual(10)
        }
        const all = [...gone, ...queue.drain()].filter((item) => item !== undefined).sort((a, b) => a - b)
        expect(all).toEqual(steps.map((_, n) => n))
        expect([queue.size, queue.shift()]).toEqual([0, undefined])
      }),
      { numRuns: 200 },
    )
  })
})
