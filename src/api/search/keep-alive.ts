/** How long scrolls and points in time may live unused, and how many of them there may be. */
import type { BoundEngine } from '../../backend/embedded/bound-engine.ts'
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import { parseTimeValue, printDuration } from '../../core/units.ts'
import { searchPhaseFailure } from '../../engine/search/failures.ts'

const LIMITS = {
  scroll: { setting: 'search.max_open_scroll_context', most: 500, what: 'scroll contexts' },
  pointInTime: { setting: 'sallyport.search.max_open_pit_context', most: 2000, what: 'point in time contexts' },
} as const
const DEFAULT_MAX_KEEP_ALIVE = '24h'
const DEFAULT_KEEP_ALIVE = '5m'

/** Milliseconds; throws 400 where it is longer than `search.max_keep_alive`. 0 stands for the default. */
export function checkKeepAlive(engine: BoundEngine, asked: number, wrap: (error: ElasticError) => ElasticError): number {
  const setting = (name: string, absent: string): number => parseTimeValue(engine.clusterSetting(name) ?? absent, name)
  const most = setting('search.max_keep_alive', DEFAULT_MAX_KEEP_ALIVE)
  if (asked <= most) return asked > 0 ? asked : setting('search.default_keep_alive', DEFAULT_KEEP_ALIVE)
  throw wrap(
    illegalArgument(
      `Keep alive for request (${printDuration(asked)}) is too large. It must be less than (${printDuration(most)}). ` +
        'This limit can be set by changing the [search.max_keep_alive] cluster level setting.',
    ),
  )
}

/** Throws 429 where there are as many as may be open at a time. */
export function checkRoom(engine: BoundEngine, kind: keyof typeof LIMITS, wrap: (error: ElasticError) => ElasticError): void {
  const { setting, most, what } = LIMITS[kind]
  const limit = Number(engine.clusterSetting(setting) ?? most)
  if (engine.longReads.count(kind) < limit) return
  throw wrap(
    new ElasticError(
      'too_many_scroll_contexts_exception',
      `Trying to create too many ${what}. Must be less than or equal to: [${limit}]. ` +
        `This limit can be set by changing the [${setting}] setting.`,
    ),
  )
}

/** As the failure of every index that a search asks. */
export const failedEverywhere =
  (engine: BoundEngine, indices: readonly string[], phase: 'query' | 'open_pit' = 'query') =>
  (error: ElasticError): ElasticError =>
    searchPhaseFailure(
      'all shards failed',
      indices.map((index) => ({ index, error })),
      engine.node.nodeId,
      phase,
    )
