import { describe, expect, it } from 'vitest'
import { BoundedCache } from '../../src/core/bounded-cache.ts'

describe('BoundedCache', () => {
  const clock = { time: 0, now: () => clock.time }

  it('forgets what was not used', () => {
    const cache = new BoundedCache<string, number>({ size: 2, clock })
    cache.set('a', 1)
    cache.set('b', 2)
    cache.get('a')
    cache.set('c', 3)
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3])
    expect(cache.size).toBe(2)
  })

  it('makes room where everything was used, and does not turn away what is new', () => {
    const cache = new BoundedCache<string, number>({ size: 2, clock })
    cache.set('a', 1)
    cache.set('b', 2)
    cache.get('a')
    cache.get('b')
    cache.set('c', 3)
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([undefined, 2, 3])
  })

  it('forgets after its time, counted from when it was set', () => {
    const cache = new BoundedCache<string, number>({ size: 2, ttl: 100, clock })
    cache.set('a', 1)
    clock.time += 99
    expect(cache.get('a')).toBe(1)
    clock.time += 1
    expect(cache.get('a')).toBeUndefined()
    expect(cache.size).toBe(0)
  })

  it('keeps nothing with size 0', () => {
    const cache = new BoundedCache<string, number>({ size: 0, clock })
    cache.set('a', 1)
    expect(cache.get('a')).toBeUndefined()
  })

  it('replaces, deletes, deletes by value and clears', () => {
    const cache = new BoundedCache<string, number>({ size: 9, clock })
    cache.set('a', 1)
    cache.set('a', 2)
    expect(cache.get('a')).toBe(2)
    expect(cache.delete('a')).toBe(true)
    for (const [index, name] of ['x', 'y', 'z'].entries()) cache.set(name, index)
    cache.deleteWhere((value) => value === 1)
    expect([cache.get('x'), cache.get('y'), cache.get('z')]).toEqual([0, undefined, 2])
    cache.clear()
    expect(cache.size).toBe(0)
  })
})
