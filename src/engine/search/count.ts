/** Counts the matches of a query over one or several indices. Called by the count API, which owns the readers and closes them. */
import { ElasticError } from '../../core/errors.ts'
import type { QueryNode } from '../../query/node.ts'
import type { IndexReader } from '../reader.ts'
import { collect } from './collect/collect.ts'
import { TopScores } from './collect/top-hits.ts'
import { compileQuery } from './compile.ts'
import { CompileContext } from './compile-context.ts'
import { type IndexFailure, searchPhaseFailure } from './failures.ts'
import { Work } from './work.ts'

export interface CountRequest {
  readonly query: QueryNode
  readonly minScore: number | undefined
  /** Stop in each index after so many; 0: never. */
  readonly terminateAfter: number
  readonly now: number
}

export interface CountResult {
  readonly count: number
  readonly failures: readonly IndexFailure[]
  readonly terminatedEarly: boolean
}

/** Runs a count; `node` names this node in failures. */
export async function count(readers: readonly IndexReader[], request: CountRequest, node: string): Promise<CountResult> {
  const work = new Work()
  const failures: IndexFailure[] = []
  let sum = 0
  let terminatedEarly = false
  for (const reader of readers) {
    try {
      const counted = await countIndex(reader, request, work)
      sum += counted.count
      terminatedEarly ||= counted.terminatedEarly
    } catch (error) {
      if (!(error instanceof ElasticError)) throw error
      failures.push({ index: reader.index.name, error })
    }
  }
  if (failures.length > 0 && failures.length === readers.length) throw searchPhaseFailure('all shards failed', failures, node)
  return { count: sum, failures, terminatedEarly }
}

async function countIndex(reader: IndexReader, { query, minScore, terminateAfter, now }: CountRequest, work: Work) {
  const context = new CompileContext(reader, now)
  const scores = minScore !== undefined
  const weight = compileQuery(query, context, { boost: 1, scores })
  const options = { scores, minScore, countUpTo: Number.POSITIVE_INFINITY, terminateAfter, firstComeFirst: true }
  const { count, terminatedEarly } = await collect(weight, reader, new TopScores(0), options, work)
  return { count: terminatedEarly ? Math.min(count, terminateAfter) : count, terminatedEarly }
}
