/** `DELETE /{index}`: deletes indices. Wildcards only where `action.destructive_requires_name` is switched off. */
import { illegalArgument } from '../../core/errors.ts'
import { refuseWriteIndex } from '../../engine/data-streams/data-stream.ts'
import type { ApiRequest } from '../../request/api.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { assertUsable } from '../index-access.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { DELETE_OPTIONS, type IndexSelection, pathExpressions, selectionTargets } from './index-names.ts'

export const deleteIndex = backendApi({
  name: 'indices.delete',
  summary: 'Deletes indices with everything in them',
  routes: [{ method: 'DELETE', path: '/{index}' }],
  action: 'indices:admin/delete',
  scope: 'indices',
  parameters: { ...INDICES_OPTIONS_PARAMETERS, master_timeout: 'time', timeout: 'time' },
  body: 'none',
  parse: parseDeletion,
  targets: selectionTargets,
  remote: { kind: 'indices', merge: 'acknowledged' },
  async embedded(engine, { expressions }) {
    const requiresName = engine.clusterSetting('action.destructive_requires_name') ?? 'true'
    if (requiresName !== 'false' && expressions.some(isSweeping)) {
      throw illegalArgument('Wildcard expressions or all indices are not allowed')
    }
    const indices = engine.indices()
    for (const { shard, backs } of indices) {
      assertUsable(shard, 'delete')
      if (backs) refuseWriteIndex(new Map([[backs.name, backs]]), shard.name)
    }
    await Promise.all(indices.map((index) => engine.deleteIndex(index)))
    return ok({ acknowledged: true })
  },
})

const isSweeping = (expression: string): boolean => expression === '_all' || expression.includes('*')

function parseDeletion({ path, parameters }: ApiRequest): IndexSelection {
  parameters.time('master_timeout', undefined)
  parameters.time('timeout', undefined)
  return { expressions: pathExpressions(path), options: parseIndicesOptions(parameters, DELETE_OPTIONS) }
}
