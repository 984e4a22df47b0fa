/** What opening and closing indices read alike. */
import type { BoundEngine } from '../../backend/embedded/bound-engine.ts'
import { illegalArgument } from '../../core/errors.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { IndicesOptions } from '../../request/names.ts'
import { parseActiveShardCount } from '../active-shards.ts'
import { parseIndicesOptions } from '../indices-options.ts'
import { type IndexSelection, METADATA_OPTIONS, pathExpressions } from './index-names.ts'

type Expansion = Pick<IndicesOptions, 'expandOpen' | 'expandClosed'>

/** `wait_for_active_shards` is checked: the one copy is there at once, and no other can come. */
export function parseStateChange({ path, parameters }: ApiRequest, expansion: Expansion): IndexSelection {
  parameters.time('master_timeout', undefined)
  parameters.time('timeout', undefined)
  parseActiveShardCount(parameters)
  return {
    expressions: pathExpressions(path),
    options: parseIndicesOptions(parameters, { ...METADATA_OPTIONS, allowStreams: false, ...expansion }),
  }
}

/** Wildcards only where `action.destructive_requires_name` is switched off. */
export function refuseSweeping(engine: BoundEngine, expressions: readonly string[]): void {
  const requiresName = engine.clusterSetting('action.destructive_requires_name') ?? 'true'
  if (requiresName === 'false') return
  if (expressions.some((expression) => expression === '_all' || expression.includes('*'))) {
    throw illegalArgument('Wildcard expressions or all indices are not allowed')
  }
}
