/** `PUT|POST /{index}/_mapping`: adds fields to the mappings of indices, or changes what may be changed. */
import type { BoundIndex } from '../../backend/embedded/bound-engine.ts'
import { illegalArgument } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json/value.ts'
import type { ApiRequest } from '../../request/api.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { assertUsable } from '../index-access.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { isTypedMapping } from './create-body.ts'
import { CHANGE_OPTIONS, type IndexSelection, pathExpressions, selectionTargets } from './index-names.ts'

interface MappingChange extends IndexSelection {
  readonly mapping: JsonObject
  readonly writeIndexOnly: boolean
}

export const putMapping = backendApi({
  name: 'indices.put_mapping',
  summary: 'Adds fields to the mappings of indices',
  routes: [
    { method: 'POST', path: '/{index}/_mapping' },
    { method: 'PUT', path: '/{index}/_mapping' },
    { method: 'POST', path: '/{index}/_mappings' },
    { method: 'PUT', path: '/{index}/_mappings' },
  ],
  action: 'indices:admin/mapping/put',
  scope: 'indices',
  parameters: { ...INDICES_OPTIONS_PARAMETERS, master_timeout: 'time', timeout: 'time', write_index_only: 'boolean' },
  body: 'required',
  parse: parseMappingChange,
  targets: selectionTargets,
  remote: { kind: 'indices', merge: 'acknowledged' },
  async embedded(engine, { mapping, writeIndexOnly }) {
    const indices = engine.indices()
    if (writeIndexOnly) assertOneEach(indices)
    for (const { shard } of indices) assertUsable(shard, 'metadata')
    for (const { shard } of indices) await shard.putMapping(mapping)
    return ok({ acknowledged: true })
  },
})

function parseMappingChange({ path, parameters, body }: ApiRequest): MappingChange {
  parameters.time('master_timeout', undefined)
  parameters.time('timeout', undefined)
  const mapping = body.object()
  if (isTypedMapping(mapping)) throw illegalArgument('Types cannot be provided in put mapping requests')
  return {
    expressions: pathExpressions(path),
    options: parseIndicesOptions(parameters, CHANGE_OPTIONS),
    mapping,
    writeIndexOnly: parameters.boolean('write_index_only', false),
  }
}

/** An alias has a write index where there is one index behind it. */
function assertOneEach(indices: readonly BoundIndex[]): void {
  const seen = new Set<string>()
  for (const { alias } of indices) {
    if (alias === undefined) continue
    if (seen.has(alias))
      throw illegalArgument(
        `no write index is defined for alias [${alias}]. The write index may be explicitly disabled using is_write_index=false or the alias points to multiple indices without one being designated as a write index`,
      )
    seen.add(alias)
  }
}
