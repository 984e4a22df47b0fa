/** `conditions` of a rollover: when an index has become old, large or full enough to be followed by another. */
import { validationFailed } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json/value.ts'
import { parseByteSize, parseTimeValue } from '../../core/units.ts'
import type { OldIndex } from '../../engine/engine.ts'
import { ObjectReader } from '../object-reader.ts'

/** `max_docs: 1000`, as replies name it. */
interface Condition {
  readonly name: string
  readonly isLimit: boolean
  isMet(index: OldIndex, now: number): boolean
}

export type RolloverConditions = readonly Condition[]

type Measure = (index: OldIndex, now: number) => number

/** An index has one shard here, so that what is asked of its primaries is asked of it. */
const MEASURES: ReadonlyMap<string, { readonly kind: 'time' | 'size' | 'count'; readonly measure: Measure }> = new Map([
  ['age', { kind: 'time', measure: ({ creationDate }, now) => now - creationDate }],
  ['docs', { kind: 'count', measure: (index) => index.stats().docs }],
  ['size', { kind: 'size', measure: (index) => index.stats().storeBytes }],
  ['primary_shard_size', { kind: 'size', measure: (index) => index.stats().storeBytes }],
  ['primary_shard_docs', { kind: 'count', measure: (index) => index.stats().docs }],
])

const NAMES = [...MEASURES.keys()].flatMap((name) => [`max_${name}`, `min_${name}`])

/** Throws 400 where there is a lower bound and nothing that could be reached. */
export function parseConditions(json: JsonObject): RolloverConditions {
  const reader = new ObjectReader(json, 'rollover_conditions', NAMES)
  const conditions = [...json.keys()].flatMap((key) => parseCondition(reader, key) ?? [])
  if (conditions.length > 0 && !conditions.some(({ isLimit }) => isLimit))
    throw validationFailed(['at least one max_* rollover condition must be set when using min_* conditions'])
  return conditions
}

function parseCondition(reader: ObjectReader, key: string): Condition | undefined {
  const { kind, measure } = MEASURES.get(key.slice('max_'.length))!
  const bound = kind === 'count' ? reader.whole(key) : reader.parsed(key, kind === 'time' ? parseTimeValue : parseByteSize)
  if (bound === undefined) return undefined
  const text = kind === 'count' ? String(bound) : reader.text(key)!
  return {
    name: `[${key}: ${text}]`,
    isLimit: key.startsWith('max_'),
    isMet: (index, now) => measure(index, now) >= bound,
  }
}

/** Every condition with whether it is met. */
export const checkConditions = (conditions: RolloverConditions, index: OldIndex, now: number): ReadonlyMap<string, boolean> =>
  new Map(conditions.map(({ name, isMet }) => [name, isMet(index, now)]))

/** Whether it is time: one limit is reached, and every lower bound. Without conditions it always is. */
export function areMet(conditions: RolloverConditions, results: ReadonlyMap<string, boolean>): boolean {
  if (conditions.length === 0) return true
  const isMet = ({ name }: Condition): boolean => results.get(name) === true
  return conditions.some((one) => one.isLimit && isMet(one)) && conditions.every((one) => one.isLimit || isMet(one))
}
