/** Random documents over fields of every kind, from a seed: many and cheap, where fast-check's own would be few. */
import type { FieldValue, MappedField } from '../../../src/mapping/field.ts'
import { mappedField, parsedDocument } from './documents.ts'
import type { Entry } from './model.ts'

export type Random = (below: number) => number

/** A small generator of 32-bit numbers (an LCG with its high bits mixed down). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    const mixed = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) >>> 0
    return Math.floor((((mixed ^ (mixed >>> 13)) >>> 0) / 2 ** 32) * below)
  }
}

const LETTERS = ['a', 'b', 'z', 'é', '中', '\ue000', '\uffee', '😀', '\u{10ffff}', '\ud800', '\udfff']

export const randomTerm = (random: Random): string =>
  Array.from({ length: random(4) === 0 ? random(40) : 1 + random(3) }, () => LETTERS[random(LETTERS.length)]!).join('')

const randomText = (random: Random): string =>
  Array.from({ length: random(random(20) === 0 ? 300 : 12) }, () => word(random)).join(' ')

const word = (random: Random): string =>
  random(4) === 0
    ? 'the'
    : random(8) === 0
      ? '_'
      : random(8) === 0
        ? `~w${random(9)}`
        : random(3) === 0
          ? randomTerm(random)
          : `w${random(30)}`

type Values = (random: Random) => FieldValue

const INTEGERS: Values = (random) => random(40) - 20
const DOUBLES: Values = (random) => (random(2) === 0 ? CORNERS[random(CORNERS.length)]! : (random(2000) - 1000) / 7)

/** Some differ from others in their last bits alone. */
const CORNERS = [
  -0,
  0,
  1.5,
  1e300,
  -1e300,
  5e-324,
  -5e-324,
  Infinity,
  -Infinity,
  ...[1, 2, 3].flatMap((n) => [1 + n * 2 ** -52, -1 - n * 2 ** -52]),
]

const LONGS: Values = (random) =>
  narrow([2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n, BigInt(random(50)), -7n, 2n ** 62n + BigInt(random(5))][random(6)]!)
const UNSIGNED: Values = (random) => narrow([2n ** 64n - 1n, 2n ** 63n, 2n ** 53n + 1n, BigInt(random(50)), 0n][random(5)]!)

const narrow = (value: bigint): FieldValue => (Number.isSafeInteger(Number(value)) ? Number(value) : value)

/** Fields, how their values are made, and of how many documents one has a value. */
const FIELDS: readonly (readonly [MappedField, Values, number])[] = [
  [mappedField('title', 'text'), randomText, 1],
  [mappedField('note', 'text'), randomText, 9],
  [mappedField('bare', 'text', { norms: false }), randomText, 2],
  [mappedField('tag', 'keyword'), randomTerm, 1],
  [mappedField('tag.rare', 'keyword'), randomTerm, 11],
  [mappedField('plain', 'keyword', { docValues: false }), randomTerm, 2],
  [mappedField('flag', 'keyword'), (random) => (random(2) ? 'T' : 'F'), 1],
  [mappedField('count', 'number'), INTEGERS, 1],
  [mappedField('count.rare', 'number'), INTEGERS, 13],
  [mappedField('ratio', 'number'), DOUBLES, 2],
  [mappedField('serial', 'number'), LONGS, 2],
  [mappedField('serial.unsigned', 'number'), UNSIGNED, 3],
  [mappedField('unindexed', 'number', { indexed: false }), INTEGERS, 2],
  [mappedField('__proto__', 'keyword'), randomTerm, 3],
]

export function randomEntries(random: Random, count: number): Entry[] {
  let seqNo = random(5)
  return Array.from({ length: count }, () => {
    seqNo += 1 + random(3)
    return { seqNo, document: randomDocument(random, seqNo) }
  })
}

const randomDocument = (random: Random, seqNo: number): Entry['document'] =>
  parsedDocument(
    random(30) === 0 ? `\ud800${seqNo}` : `${randomTerm(random)}${seqNo}`,
    FIELDS.filter(([, , one]) => random(one) === 0).map(([field, value]) => [field, severalValues(random, value)] as const),
    { routing: random(5) === 0 ? randomTerm(random) : undefined, ignored: random(9) === 0 ? ['tag', 'count'] : [] },
  )

const severalValues = (random: Random, value: Values): FieldValue[] =>
  Array.from({ length: random(4) === 0 ? 1 + random(4) : 1 }, () => value(random))
