/** `_routing: {required: true}` of a mapping: every request about a document must then say where it is routed to. */
import { ElasticError } from '../../core/errors.ts'
import { isJsonObject } from '../../core/json/value.ts'
import type { Shard } from '../../engine/shard.ts'

/** Whether the index wants a routing value with every document. */
export function requiresRouting(shard: Shard): boolean {
  const routing = shard.mapping().get('_routing')
  return isJsonObject(routing) && routing.get('required') === true
}

/** 400 `routing_missing_exception`. */
export const missingRouting = (shard: Shard, id: string | undefined): ElasticError =>
  new ElasticError('routing_missing_exception', `routing is required for [${shard.name}]/[${id ?? null}]`, {
    members: { index_uuid: '_na_', index: shard.name },
  })

/** Throws where a routing value is wanted and not given. */
export function assertRouted(shard: Shard, id: string | undefined, routing: string | undefined): void {
  if (routing === undefined && requiresRouting(shard)) throw missingRouting(shard, id)
}
