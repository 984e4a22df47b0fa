/** The health of a node with all its indices, as `_cluster/health` and the cat APIs count it: primaries are here, replicas are nowhere. */
import type { IndexOverview } from '../../backend/embedded/bound-engine.ts'

export type HealthStatus = 'green' | 'yellow' | 'red'

export interface HealthCounts {
  readonly status: HealthStatus
  readonly primaries: number
  readonly unassigned: number
}

type Replicated = Pick<IndexOverview, 'replicas'>

/** An index that wants replicas is yellow: one node cannot hold them. */
export const indexStatus = ({ replicas }: Replicated): HealthStatus => (replicas > 0 ? 'yellow' : 'green')

export function healthOf(indices: readonly Replicated[]): HealthCounts {
  const unassigned = indices.reduce((sum, { replicas }) => sum + replicas, 0)
  return { status: unassigned > 0 ? 'yellow' : 'green', primaries: indices.length, unassigned }
}

/** Active shards among those that are wanted, in percent. */
export function activePercent({ primaries, unassigned }: HealthCounts): number {
  const wanted = primaries + unassigned
  return wanted === 0 ? 100 : (primaries / wanted) * 100
}
