/** How far a task by query is: the numbers of its parts, and how they are shown. */
import type { JsonOutput } from '../../core/json/output.ts'
import { JsonDouble } from '../../core/json/output.ts'
import { printDuration } from '../../core/units.ts'
import type { ByQueryInput } from './by-query-input.ts'

/** Of one part. Plain JSON, kept with the task. */
export interface PartProgress {
  readonly total: number
  readonly created: number
  readonly updated: number
  readonly deleted: number
  readonly batches: number
  readonly conflicts: number
  readonly throttledMillis: number
  /** The sort values of the last document that is done, as JSON text; undefined: none is. */
  readonly last?: string
  /** Documents of its sequence number that are done, as `<index>/<id>`: several indices may have it. */
  readonly ties?: readonly string[]
  /** How many there were at the beginning. */
  readonly matches?: number
  readonly isDone?: boolean
}

export const NO_PROGRESS: PartProgress = {
  total: 0,
  created: 0,
  updated: 0,
  deleted: 0,
  batches: 0,
  conflicts: 0,
  throttledMillis: 0,
}

export interface StatusFacts {
  readonly operation: ByQueryInput['operation']
  readonly requestsPerSecond: number
  readonly cancelled: string | undefined
}

/** The status of a task with these parts; `factsOf` a part, where they go their own ways. */
export function statusOutput(
  parts: readonly PartProgress[],
  facts: StatusFacts,
  factsOf: (nth: number) => StatusFacts = () => facts,
): Record<string, JsonOutput> {
  const whole = partOutput(sumOf(parts), facts)
  return parts.length === 1 ? whole : { ...whole, slices: parts.map((part, nth) => sliceOutput(nth, part, factsOf(nth))) }
}

/** The status of one part of several. */
export const sliceOutput = (nth: number, part: PartProgress, facts: StatusFacts): Record<string, JsonOutput> => ({
  slice_id: nth,
  ...partOutput(part, facts),
})

/** The same as it stands in a kept result, where durations are told to people too. */
export function keptOutput(
  parts: readonly PartProgress[],
  facts: StatusFacts,
  factsOf: (nth: number) => StatusFacts,
): Record<string, JsonOutput> {
  const { throttledMillis } = sumOf(parts)
  const entries = Object.entries(statusOutput(parts, facts, factsOf)).flatMap(([name, value]): [string, JsonOutput][] => {
    if (name === 'throttled_millis')
      return [
        ['throttled', printDuration(throttledMillis)],
        [name, value],
      ]
    return name === 'throttled_until_millis'
      ? [
          ['throttled_until', '0s'],
          [name, value],
        ]
      : [[name, value]]
  })
  return Object.fromEntries(entries)
}

function partOutput(part: PartProgress, { operation, requestsPerSecond, cancelled }: StatusFacts): Record<string, JsonOutput> {
  return {
    total: part.total,
    updated: operation === 'delete' ? undefined : part.updated,
    created: operation === 'reindex' ? part.created : undefined,
    deleted: part.deleted,
    batches: part.batches,
    version_conflicts: part.conflicts,
    noops: 0,
    retries: { bulk: 0, search: 0 },
    throttled_millis: part.throttledMillis,
    requests_per_second: new JsonDouble(Number.isFinite(requestsPerSecond) ? Math.fround(requestsPerSecond) : -1),
    canceled: cancelled,
    throttled_until_millis: 0,
  }
}

function sumOf(parts: readonly PartProgress[]): PartProgress {
  const sum = (name: 'total' | 'created' | 'updated' | 'deleted' | 'batches' | 'conflicts' | 'throttledMillis'): number =>
    parts.reduce((total, part) => total + part[name], 0)
  return {
    total: sum('total'),
    created: sum('created'),
    updated: sum('updated'),
    deleted: sum('deleted'),
    batches: sum('batches'),
    conflicts: sum('conflicts'),
    throttledMillis: sum('throttledMillis'),
  }
}
