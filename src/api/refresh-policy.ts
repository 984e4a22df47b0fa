/**
 * The `refresh` parameter of writes. `wait_for` need not wait here: the engine refreshes at once when asked, so the change is visible when
 * the answer comes, which is all that was promised; `forced_refresh` is reported for `true` only, as Elasticsearch does.
 */
import { illegalArgument } from '../core/errors.ts'
import type { Shard } from '../engine/shard.ts'
import type { ParameterReader } from '../request/parameters.ts'

export type RefreshPolicy = 'none' | 'immediate' | 'wait_for'

/** The parameter, checked; `?refresh` without a value is `true`. */
export function parseRefreshPolicy(parameters: ParameterReader): RefreshPolicy {
  const text = parameters.text('refresh')
  if (text === undefined || text === 'false') return 'none'
  if (text === '' || text === 'true') return 'immediate'
  if (text === 'wait_for') return 'wait_for'
  throw illegalArgument(`Unknown value for refresh: [${text}].`)
}

/** Makes what was written visible, where asked. */
export async function applyRefreshPolicy(policy: RefreshPolicy, shards: Iterable<Shard>): Promise<void> {
  if (policy === 'none') return
  await Promise.all(Array.from(shards, (shard) => shard.refresh()))
}
