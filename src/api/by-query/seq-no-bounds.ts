/**
 * What had been written to each index when a task began: after a restart its point in time is gone, and the documents that are still as they
 * were are told from the rest by their sequence numbers.
 */
import type { PartRun } from '../../tasks/task-kind.ts'
import { searchPage } from './page-reader.ts'

/** The highest sequence number of each index that has documents. Plain JSON, kept with the task. */
export type SeqNoBounds = readonly (readonly [index: string, seqNo: number])[]

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
