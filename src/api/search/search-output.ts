/** A search's answer as JSON, with what a long read adds to it. */
import type { JsonOutput } from '../../core/json/output.ts'
import { floatOutput } from '../../engine/search/float-output.ts'
import type { SearchRequest } from '../../engine/search/request.ts'
import type { SearchResult } from '../../engine/search/search.ts'
import { searchShards } from './shards-output.ts'

export interface AnswerFacts {
  readonly request: Pick<SearchRequest, 'terminateAfter' | 'trackTotalHits' | 'size'>
  readonly totalHitsAsInt: boolean
  /** `performance.now()` when it began. */
  readonly begun: number
  /** This node, in failures. */
  readonly node: string
  /** Members that stand first. */
  readonly head?: Readonly<Record<string, JsonOutput>>
}

export function searchOutput(result: SearchResult, { request, totalHitsAsInt, begun, node, head }: AnswerFacts): JsonOutput {
  const { terminateAfter, trackTotalHits: track, size } = request
  const isCountedOnly = size === 0 && track === Number.POSITIVE_INFINITY
  const tellsTermination = terminateAfter > 0 || isCountedOnly
  return {
    ...head,
    took: Math.floor(performance.now() - begun),
    timed_out: result.timedOut,
    terminated_early: tellsTermination ? result.terminatedEarly : undefined,
    _shards: searchShards(result.indices, result.failures, node),
    hits: {
      total: totalOutput(result, totalHitsAsInt),
      max_score: maxScoreOutput(result),
      hits: result.hits,
    },
  }
}

function totalOutput({ total }: SearchResult, asInt: boolean): JsonOutput {
  if (!asInt) return total && { value: total.value, relation: total.relation }
  return total ? total.value : -1
}

/** A search that asked nobody says 0. */
function maxScoreOutput({ maxScore, indices }: SearchResult): JsonOutput {
  if (indices === 0) return floatOutput(0)
  return Number.isNaN(maxScore) ? null : floatOutput(maxScore)
}
