/**
 * A search over the readers of one or several indices: each is asked for its best hits, the best of all make the page, and only those
 * are fetched. Called by the search APIs, which own the readers and close them.
 */
import { ElasticError } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import type { IndexReader } from '../reader.ts'
import type { Hit } from './collect/hit.ts'
import { compareKeyLists } from './collect/top-hits.ts'
import { type IndexFailure, type Phase, searchPhaseFailure } from './failures.ts'
import { fetchHits } from './fetch/fetch-hits.ts'
import { type IndexHits, searchIndex } from './index-search.ts'
import type { Position, SearchRequest } from './request.ts'
import { Work } from './work.ts'

export interface TotalHits {
  readonly value: number
  /** `gte`: counting stopped there. */
  readonly relation: 'eq' | 'gte'
}

export interface SearchResult {
  /** Indices asked, and those that failed. */
  readonly indices: number
  readonly failures: readonly IndexFailure[]
  /** undefined: not counted. */
  readonly total: TotalHits | undefined
  /** NaN: no score. */
  readonly maxScore: number
  readonly hits: readonly JsonOutput[]
  readonly terminatedEarly: boolean
  readonly timedOut: boolean
  /** Where the page ended; undefined: it is empty. */
  readonly last: Position | undefined
}

/** Runs a search; `node` names this node in failures. */
export async function search(readers: readonly IndexReader[], request: SearchRequest, node: string): Promise<SearchResult> {
  const work = new Work(request.timeout, request.gone)
  const failures: IndexFailure[] = []
  const found: IndexHits[] = []
  for (const [nth, reader] of readers.entries()) {
    work.check()
    const result = await orFailure(reader, failures, () => searchIndex(reader, nth, request, work))
    if (result) found.push(result)
    request.watch?.(progressOf(readers.length, found, failures.length))
  }
  refuseFailures(readers.length, failures, request, node, 'query')
  const page = merge(found, request)
  const hits = await fetchPage(page, request, failures, work)
  refuseFailures(readers.length, failures, request, node, 'fetch')
  return {
    indices: readers.length,
    failures,
    total: totalOf(found, request),
    maxScore: maxScoreOf(found, request),
    hits,
    terminatedEarly: found.some((result) => result.terminatedEarly),
    timedOut: found.some((result) => result.timedOut),
    last: positionOf(page.at(-1)),
  }
}

const progressOf = (total: number, found: readonly IndexHits[], failed: number) => ({
  total,
  successful: found.length,
  failed,
  hits: found.reduce((sum, { count }) => sum + count, 0),
})

const positionOf = (last: PageHit | undefined): Position | undefined =>
  last && { reader: last.from.nth, doc: last.hit.doc, score: last.hit.score, keys: last.hit.keys }

async function orFailure<Result>(
  { index }: IndexReader,
  failures: IndexFailure[],
  ask: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof ElasticError) || error.type === 'task_cancelled_exception') throw error
    failures.push({ index: index.name, error })
    return undefined
  }
}

function refuseFailures(
  asked: number,
  failures: readonly IndexFailure[],
  { allowPartialResults }: SearchRequest,
  node: string,
  phase: Phase,
): void {
  if (failures.length === 0) return
  if (failures.length === asked) throw searchPhaseFailure('all shards failed', failures, node, phase)
  if (!allowPartialResults) throw searchPhaseFailure('Partial shards failure', failures, node, phase)
}

interface PageHit {
  readonly from: IndexHits
  readonly hit: Hit
}

/** The hits of the page, best first; of equals the index that was asked first comes first. */
function merge(found: readonly IndexHits[], { from, size }: SearchRequest): readonly PageHit[] {
  const [only] = found
  if (found.length === 1) return only!.hits.slice(from, from + size).map((hit) => ({ from: only!, hit }))
  const all = found.flatMap((index) => index.hits.map((hit) => ({ from: index, hit })))
  all.sort((a, b) => compareKeyLists(a.hit.keys, b.hit.keys, a.from.sorts) || byScore(a, b))
  return all.slice(from, from + size)
}

/** Sorting is stable: equals keep the order of their indices and, within one, of their documents. */
const byScore = (a: PageHit, b: PageHit): number => (a.from.sorts.length > 0 ? 0 : b.hit.score - a.hit.score)

async function fetchPage(
  page: readonly PageHit[],
  request: SearchRequest,
  failures: IndexFailure[],
  work: Work,
): Promise<readonly JsonOutput[]> {
  const outputs = new Array<JsonOutput>(page.length)
  for (const index of new Set(page.map((entry) => entry.from))) {
    const places = [...page.keys()].filter((at) => page[at]!.from === index)
    const hits = places.map((at) => page[at]!.hit)
    const fetched = await orFailure(index.reader, failures, () => fetchHits(index, hits, request, work))
    for (const [nth, output] of (fetched ?? []).entries()) outputs[places[nth]!] = output
  }
  return outputs.filter((output) => output !== undefined)
}

function totalOf(found: readonly IndexHits[], { trackTotalHits }: SearchRequest): TotalHits | undefined {
  if (trackTotalHits === 0) return undefined
  const count = found.reduce((sum, index) => sum + index.count, 0)
  return count > trackTotalHits ? { value: trackTotalHits, relation: 'gte' } : { value: count, relation: 'eq' }
}

/** Shown where the order is by score, or scores are tracked beside it. */
function maxScoreOf(found: readonly IndexHits[], { sort, size, trackScores }: SearchRequest): number {
  if (size === 0 || (sort.length > 0 && !trackScores)) return Number.NaN
  return found.reduce((best, { maxScore }) => (maxScore <= best ? best : Number.isNaN(maxScore) ? best : maxScore), Number.NaN)
}
