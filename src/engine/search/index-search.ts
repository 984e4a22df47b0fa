/** One index's part of a search: its query compiled, its best hits and their number. */
import { illegalArgument } from '../../core/errors.ts'
import type { IndexReader } from '../reader.ts'
import { collect } from './collect/collect.ts'
import type { After, Hit } from './collect/hit.ts'
import { TopScores, TopSorted } from './collect/top-hits.ts'
import { compileQuery } from './compile.ts'
import { CompileContext, type NamedWeight, UNSCORED } from './compile-context.ts'
import type { Position, SearchRequest } from './request.ts'
import { compileSlice } from './slice.ts'
import { bindSort, type IndexSort } from './sort/index-sort.ts'
import type { Weight } from './weight.ts'
import { booleanWeight } from './weights/boolean.ts'
import type { Work } from './work.ts'

export interface IndexHits {
  readonly reader: IndexReader
  /** The reader's place among those of the search. */
  readonly nth: number
  readonly sorts: readonly IndexSort[]
  readonly named: readonly NamedWeight[]
  readonly hits: readonly Hit[]
  readonly count: number
  readonly maxScore: number
  readonly terminatedEarly: boolean
  readonly timedOut: boolean
}

const DEFAULT_RESULT_WINDOW = 10_000

export async function searchIndex(reader: IndexReader, nth: number, request: SearchRequest, work: Work): Promise<IndexHits> {
  refuseWideWindow(reader, request)
  const context = new CompileContext(reader, request.now)
  const sorts = request.sort.map((spec) => bindSort(spec, reader, nth))
  const after = afterOf(request, sorts, nth)
  const weight = compileRequest(request, context)
  const limit = request.size === 0 ? 0 : Math.min(request.from + request.size, docCountOf(reader))
  const top = sorts.length === 0 ? new TopScores(limit, after, weight.constantScore) : new TopSorted(limit, sorts, after)
  const scores = needsScores(request)
  const collected = await collect(
    weight,
    reader,
    top,
    {
      scores,
      minScore: request.minScore,
      countUpTo: request.trackTotalHits,
      terminateAfter: request.terminateAfter,
      firstComeFirst: isFirstComeFirst(request, weight),
      slice: request.slice && compileSlice(request.slice, reader),
    },
    work,
  )
  return { reader, nth, sorts, named: context.named, hits: top.hits(), ...collected }
}

function compileRequest({ query, postFilter, indicesBoost }: SearchRequest, context: CompileContext): Weight {
  const boost = indicesBoost.get(context.reader.index.name) ?? 1
  const weight = compileQuery(query, context, { boost: Math.fround(boost), scores: true })
  if (!postFilter) return weight
  const filter = compileQuery(postFilter, context, UNSCORED)
  return booleanWeight({ must: [weight], filter: [filter], should: [], mustNot: [], required: 0 })
}

const docCountOf = (reader: IndexReader): number => reader.segments.reduce((sum, { segment }) => sum + segment.docCount, 0)

/** Whether any score is looked at. */
const needsScores = ({ sort, size, trackScores, minScore }: SearchRequest): boolean =>
  minScore !== undefined || (size > 0 && (sort.length === 0 || trackScores || sort.some((spec) => spec.by === 'score')))

function isFirstComeFirst({ sort, size, searchAfter, minScore, trackScores }: SearchRequest, weight: Weight): boolean {
  if (size === 0) return true
  if (minScore !== undefined || searchAfter) return false
  const [first] = sort
  if (!first) return weight.constantScore !== undefined
  return first.by === 'doc' && !first.descending && !trackScores
}

function refuseWideWindow(reader: IndexReader, { from, size, isScroll }: SearchRequest): void {
  const limit = Number(reader.setting('index.max_result_window') ?? DEFAULT_RESULT_WINDOW)
  if (from + size <= limit) return
  if (isScroll) {
    throw illegalArgument(
      `Batch size is too large, size must be less than or equal to: [${limit}] but was [${size}]. ` +
        'Scroll batch sizes cost as much memory as result windows so they are controlled by the [index.max_result_window] index level setting.',
    )
  }
  throw illegalArgument(
    `Result window is too large, from + size must be less than or equal to: [${limit}] but was [${from + size}]. ` +
      'See the scroll api for a more efficient way to request large data sets. ' +
      'This limit can be set by changing the [index.max_result_window] index level setting.',
  )
}

function afterOf(request: SearchRequest, sorts: readonly IndexSort[], nth: number): After | undefined {
  const { searchAfter, position } = request
  if (position) return behind(position, nth)
  if (!searchAfter) return undefined
  if (sorts.length === 0) throw illegalArgument('Sort must contain at least one field.')
  if (searchAfter.length !== sorts.length) {
    throw illegalArgument(`search_after has ${searchAfter.length} value(s) but sort has ${sorts.length}.`)
  }
  const keys = sorts.map((sort, at) => sort.parse(searchAfter[at]!))
  return { keys, score: Number.NaN, doc: Number.POSITIVE_INFINITY }
}

/** Of equals, those of readers before were shown, and those of readers after were not. */
function behind({ reader, keys, score, doc }: Position, nth: number): After {
  if (nth === reader) return { keys, score, doc }
  return { keys, score, doc: nth < reader ? Number.POSITIVE_INFINITY : -1 }
}
