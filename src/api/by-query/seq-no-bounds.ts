/**
 * What had been written to each index when a task began: after a restart its point in time is gone, and the documents that are still as they
 * were are told from the rest by their sequence numbers.
 */
import { ElasticError } from '../../core/errors.ts'
import type { PartRun } from '../../tasks/task-kind.ts'
import { searchPage } from './page-reader.ts'

/** The highest sequence number of each index that has documents. Plain JSON, kept with the task. */
export type SeqNoBounds = readonly (readonly [index: string, seqNo: number])[]

/** Whether an index has several shards, each with numbers of its own, or that cannot be told: then they tell nothing. */
export async function isSpread(run: Pick<PartRun, 'perform'>, pointInTime: string, bounds: SeqNoBounds): Promise<boolean> {
  try {
    for (const [index] of bounds) {
      const shards = await Promise.all(['asc', 'desc'].map((order) => shardOfFirst(run, pointInTime, index, order)))
      if (shards[0] !== shards[1]) return true
    }
    return false
  } catch (error) {
    // Not every cluster knows the order of shards.
    if (error instanceof ElasticError && error.status === 400) return true
    throw error
  }
}

/** The shard of an index's first document in the order of shards. */
async function shardOfFirst(run: Pick<PartRun, 'perform'>, pointInTime: string, index: string, order: string): Promise<number> {
  const { hits } = await searchPage(run, {
    pit: JSON.stringify({ id: pointInTime }),
    size: '1',
    sort: JSON.stringify([{ _shard_doc: order }]),
    query: JSON.stringify({ term: { _index: index } }),
    _source: 'false',
    track_total_hits: 'false',
  })
  const [place] = hits[0] ? (JSON.parse(hits[0].sort) as readonly number[]) : []
  return Math.floor((place ?? 0) / DOCS_A_SHARD)
}

/** The place of a document holds its shard above its place within. */
const DOCS_A_SHARD = 2 ** 32

/** Of everything that a point in time shows. */
export async function readBounds(run: Pick<PartRun, 'perform'>, pointInTime: string): Promise<SeqNoBounds> {
  const found: (readonly [string, number])[] = []
  for (;;) {
    const others = { bool: { must_not: found.map(([index]) => ({ term: { _index: index } })) } }
    const { hits, shards } = await searchPage(run, {
      pit: JSON.stringify({ id: pointInTime }),
      size: '1',
      sort: '[{"_seq_no":"desc"}]',
      query: JSON.stringify(others),
      _source: 'false',
      seq_no_primary_term: 'true',
      track_total_hits: 'false',
    })
    const [hit] = hits
    if (hit) found.push([hit.index, hit.seqNo])
    if (!hit || found.length === shards) return found
  }
}

/** A query for documents that were there and have not been written since, as JSON. */
export function withinBounds(bounds: SeqNoBounds): object {
  if (bounds.length === 0) return { match_none: {} }
  const within = bounds.map(([index, seqNo]) => ({
    bool: { filter: [{ term: { _index: index } }, { range: { _seq_no: { lte: seqNo } } }] },
  }))
  return { bool: { should: within } }
}

/** The rest: what was written since. */
export const beyondBounds = (bounds: SeqNoBounds): object => ({ bool: { must_not: [withinBounds(bounds)] } })
