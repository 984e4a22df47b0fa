/** Long work in slices. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inSlices, sortInSlices } from '../../src/core/event-loop.ts'

interface Card {
  readonly rank: number
  readonly at: number
}

describe('work in slices', () => {
  it('sorts as sort does, equal ones in the order they came', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 9000, size: 'max' }), async (ranks) => {
        const cards = ranks.map((rank, at): Card => ({ rank, at }))
        const byRank = (one: Card, other: Card): number => one.rank - other.rank
        expect(await sortInSlices(cards, byRank)).toEqual([...cards].sort(byRank))
      }),
      { numRuns: 20 },
    )
  })

  it('lets others run while it goes on', async () => {
    let turns = 0
    const others = setInterval(() => turns++, 1)
    let seen = 0
    for await (const until of inSlices(Array.from({ length: 40 }, () => 2))) {
      const end = performance.now() + until
      while (performance.now() < end);
      seen++
    }
    clearInterval(others)
    expect(seen).toBe(40)
    expect(turns).toBeGreaterThan(0)
  })
})
