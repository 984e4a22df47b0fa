/** `POST|GET /_refresh` and `/{index}/_refresh`: makes what was written visible to searches. */
import { STRICT_EXPAND_OPEN } from '../../request/names.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { shardsOfAll } from '../shards.ts'
import { pathExpressions, selectionTargets } from './index-names.ts'

export const refresh = backendApi({
  name: 'indices.refresh',
  summary: 'Makes what was written visible to searches',
  routes: [
    { method: 'GET', path: '/_refresh' },
    { method: 'POST', path: '/_refresh' },
    { method: 'GET', path: '/{index}/_refresh' },
    { method: 'POST', path: '/{index}/_refresh' },
  ],
  action: 'indices:admin/refresh',
  scope: 'indices',
  parameters: INDICES_OPTIONS_PARAMETERS,
  body: 'none',
  parse: ({ path, parameters }) => ({
    expressions: pathExpressions(path),
    options: parseIndicesOptions(parameters, STRICT_EXPAND_OPEN),
  }),
  targets: selectionTargets,
  remote: { kind: 'indices', merge: 'shards' },
  async embedded(engine) {
    const shards = engine.indices().map(({ shard }) => shard)
    await Promise.all(shards.map((shard) => shard.refresh()))
    return ok({ _shards: shardsOfAll(shards) })
  },
})
