/** A search as it was read from a request, and as it is run on the indices that were granted. */
import type { BoundEngine, BoundIndex } from '../../backend/embedded/bound-engine.ts'
import { illegalArgument } from '../../core/errors.ts'
import { compileWildcard } from '../../core/wildcard.ts'
import type { SearchRequest } from '../../engine/search/request.ts'
import type { IndicesOptions } from '../../request/names.ts'
import type { PitOption } from './pit-option.ts'
import type { IndexBoost } from './search-body.ts'
import { refuseScoreExplanation, type SearchType } from './search-parameters.ts'
import type { SliceOption } from './slice-option.ts'

export interface SearchInput {
  readonly expressions: readonly string[]
  readonly indicesOptions: IndicesOptions
  readonly request: Omit<SearchRequest, 'now' | 'indicesBoost' | 'allowPartialResults'>
  /** Undefined: as the cluster has it. */
  readonly allowPartialResults: boolean | undefined
  readonly indicesBoost: readonly IndexBoost[]
  readonly searchType: SearchType
  readonly totalHitsAsInt: boolean
  /** Milliseconds that a scroll lives; undefined: there is none. */
  readonly scroll: number | undefined
  readonly pointInTime: PitOption | undefined
  readonly slice: SliceOption | undefined
  readonly explainsScores: boolean
}

/** The request as it is run on these indices. */
export function boundRequest(engine: BoundEngine, input: SearchInput, indices: readonly BoundIndex[]): SearchRequest {
  refuseScoreExplanation(input.explainsScores)
  refuseGlobalStatistics(input.searchType, indices.length)
  return {
    ...input.request,
    now: Date.now(),
    indicesBoost: boostsOf(input.indicesBoost, indices),
    allowPartialResults: input.allowPartialResults ?? engine.clusterSetting('search.default_allow_partial_results') !== 'false',
  }
}

/** Scores of one index need no other's counts; those of several would. */
function refuseGlobalStatistics(searchType: SearchType, indices: number): void {
  if (searchType === 'dfs_query_then_fetch' && indices > 1) {
    throw illegalArgument('[search_type] [dfs_query_then_fetch] over several indices is not supported by this node')
  }
}

/** The first entry that matches an index by name or alias counts. */
function boostsOf(boosts: readonly IndexBoost[], indices: readonly BoundIndex[]): ReadonlyMap<string, number> {
  const matchers = boosts.map(({ pattern, boost }) => ({ matcher: compileWildcard(pattern), boost }))
  const found = new Map<string, number>()
  for (const { shard } of indices) {
    const names = [shard.name, ...shard.aliases.map((alias) => alias.name)]
    const first = matchers.find(({ matcher }) => names.some((name) => matcher.matches(name)))
    if (first) found.set(shard.name, first.boost)
  }
  return found
}
