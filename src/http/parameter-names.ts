/** Query parameters that nobody declared are refused, with the nearest names, in Elasticsearch's words. */
import { illegalArgument } from '../core/errors.ts'
import { editDistance } from '../core/nearest.ts'
import type { AnyApi } from '../request/api.ts'
import type { ReceivedHead } from './receive.ts'

/** What every API takes. */
const COMMON: readonly string[] = ['error_trace', 'explain', 'filter_path', 'format', 'human', 'pretty']
/** The body as a parameter; known only where it is used as one. */
export const SOURCE: readonly string[] = ['source', 'source_content_type']
/** Elasticsearch reads these only when they are given, and so never suggests them. */
const NEVER_SUGGESTED: ReadonlySet<string> = new Set([
  'explain',
  'format',
  'from',
  'seq_no_primary_term',
  'size',
  'terminate_after',
  'timeout',
  'version',
])
const NEAR = 0.5
/** Longer names are not compared: the work grows with the product of the lengths. */
const LONGEST = 256

/** `usesSource`: the body came as `source`. */
export function refuseUnrecognized(api: AnyApi, head: Pick<ReceivedHead, 'query' | 'rawPath'>, usesSource: boolean): void {
  let unknown: string[] | undefined
  for (const name of head.query.keys()) {
    const isKnown = Object.hasOwn(api.parameters, name) || COMMON.includes(name) || (usesSource && SOURCE.includes(name))
    if (!isKnown) unknown = [...(unknown ?? []), name]
  }
  if (unknown) throw unrecognized(unknown.sort(), api, head.rawPath)
}

function unrecognized(names: readonly string[], api: AnyApi, path: string) {
  const candidates = [...Object.keys(api.parameters), ...COMMON].filter((name) => !NEVER_SUGGESTED.has(name))
  const faults = names.map((name) => `[${name}]${suggest(name, candidates)}`).join(', ')
  return illegalArgument(`request [${path}] contains unrecognized parameter${names.length > 1 ? 's' : ''}: ${faults}`)
}

function suggest(name: string, candidates: readonly string[]): string {
  const near = [...new Set(candidates)]
    .map((candidate) => ({ candidate, score: nearness(name, candidate) }))
    .filter(({ score }) => score >= NEAR)
    .sort((a, b) => b.score - a.score || (a.candidate < b.candidate ? -1 : 1))
    .map(({ candidate }) => candidate)
  if (near.length === 0) return ''
  return near.length === 1 ? ` -> did you mean [${near[0]}]?` : ` -> did you mean any of [${near.join(', ')}]?`
}

/** As Lucene's spell checker has it: 1 for equal names, less for each edit, relative to the shorter one. */
function nearness(name: string, candidate: string): number {
  const shorter = Math.min(name.length, candidate.length)
  return shorter === 0 || name.length > LONGEST ? 0 : 1 - editDistance(name, candidate) / shorter
}
