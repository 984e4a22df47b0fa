import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clearBit,
  createBits,
  eachLive,
  fullBits,
  getBit,
  nextLive,
  nextSetBit,
  popcount,
  setBit,
  toNumbers,
} from '../../../src/engine/segment/bits.ts'

const SIZE = 200
const members = fc.uniqueArray(fc.nat({ max: SIZE - 1 })).map((numbers) => numbers.sort((left, right) => left - right))

const bitsOf = (numbers: readonly number[]): Uint32Array => {
  const bits = createBits(SIZE)
  for (const number of numbers) setBit(bits, number)
  return bits
}

describe('bits', () => {
  it('hold what a set of numbers holds', () => {
    fc.assert(
      fc.property(members, fc.nat({ max: SIZE + 100 }), (numbers, from) => {
        const bits = bitsOf(numbers)
        expect([...toNumbers(bits)]).toEqual(numbers)
        expect(popcount(bits)).toBe(numbers.length)
        expect(getBit(bits, from)).toBe(numbers.includes(from))
        expect(nextSetBit(bits, from)).toBe(numbers.find((number) => number >= from) ?? -1)
        for (const number of numbers) clearBit(bits, number)
        expect(popcount(bits)).toBe(0)
      }),
    )
  })

  it('tell which documents are live, whole words deleted included', () => {
    fc.assert(
      fc.property(members, fc.nat({ max: SIZE }), fc.boolean(), (numbers, docCount, block) => {
        const bits = bitsOf(numbers)
        if (block) bits[2] = 0xffffffff
        const live = Array.from({ length: docCount }, (_, doc) => doc).filter((doc) => !getBit(bits, doc))
        const visited: number[] = []
        eachLive(bits, docCount, (doc) => visited.push(doc))
        expect(visited).toEqual(live)
        expect(nextLive(bits, 0, docCount)).toBe(live[0] ?? docCount)
      }),
    )
  })

  it('are all live where nothing is deleted', () => {
    expect(nextLive(undefined, 3, 10)).toBe(3)
    expect(nextLive(undefined, 12, 10)).toBe(10)
  })

  it('are full up to their size and not beyond', () => {
    for (const size of [0, 1, 31, 32, 33, 64, 100]) expect(popcount(fullBits(size))).toBe(size)
  })
})
