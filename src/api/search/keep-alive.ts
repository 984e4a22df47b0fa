/** How long scrolls and points in time may live unused, and how many of them there may be. */
import type { BoundEngine } from '../../backend/embedded/bound-engine.ts'
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import { parseTimeValue, printDuration } from '../../core/units.ts'
import { searchPhaseFailure } from '../../engine/search/failures.ts'

/** Of all callers together, and of one: nobody alone takes them from the others. */
const LIMITS = {
  scroll: {
    what: 'scroll contexts',
    all: { setting: 'search.max_open_scroll_context', most: 500 },
    own: { setting: 'sallyport.search.max_open_scroll_context_per_user', most: 400 },
  },
  pointInTime: {
    what: 'point in time contexts',
    all: { setting: 'sallyport.search.max_open_pit_context', most: 2000 },
    own: { setting: 'sallyport.search.max_open_pit_context_per_user', most: 1600 },
  },
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
  const { what, all, own } = LIMITS[kind]
  const { longReads } = engine
  const check = ({ setting, most }: { readonly setting: string; readonly most: number }, open: number, whose: string): void => {
    const limit = Number(engine.clusterSetting(setting) ?? most)
    if (open >= limit) throw wrap(tooMany(`${what}${whose}`, limit, setting))
  }
  check(all, longReads.count(kind), '')
  check(own, longReads.countOwn(kind), ' for one user')
}

const tooMany = (what: string, limit: number, setting: string): ElasticError =>
  new ElasticError(
    'too_many_scroll_contexts_exception',
    `Trying to create too many ${what}. Must be less than or equal to: [${limit}]. ` +
      `This limit can be set by changing the [${setting}] setting.`,
  )

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
