import { describe, expect, it } from 'vitest'
import { runAtOnce, runInSlices, type Slices } from '../../../src/engine/segment/slices.ts'

function* countTo(count: number, step: () => void): Slices<number> {
  for (let at = 0; at < count; at++) {
    step()
    yield
  }
  return count
}

const busyFor = (milliseconds: number) => () => {
  const until = performance.now() + milliseconds
  while (performance.now() < until);
}

describe('work in slices', () => {
  it('runs at once to its result', () => {
    expect(runAtOnce(countTo(5, () => {}))).toBe(5)
  })

  it('pauses after a few milliseconds, and not for less', async () => {
    let pauses = 0
    const pause = async () => {
      pauses++
    }
    expect(
      await runInSlices(
        countTo(3, () => {}),
        pause,
      ),
    ).toBe(3)
    expect(pauses).toBe(0)
    await runInSlices(countTo(20, busyFor(1.5)), pause)
    expect(pauses).toBeGreaterThanOrEqual(4)
  })

  it('stops with what the work or the pause throws', async () => {
    const failing = () => {
      throw new Error('broken')
    }
    await expect(runInSlices(countTo(1, failing), async () => {})).rejects.toThrow('broken')
    await expect(runInSlices(countTo(9, busyFor(3)), async () => failing())).rejects.toThrow('broken')
  })
})
