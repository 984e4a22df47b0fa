/** `GET /{index}/_mapping`: the mappings of indices. */
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { METADATA_ALL_OPTIONS, pathExpressions, selectionTargets } from './index-names.ts'

export const getMapping = backendApi({
  name: 'indices.get_mapping',
  summary: 'Shows the mappings of indices',
  routes: [
    { method: 'GET', path: '/_mapping' },
    { method: 'GET', path: '/_mappings' },
    { method: 'GET', path: '/{index}/_mapping' },
    { method: 'GET', path: '/{index}/_mappings' },
  ],
  action: 'indices:admin/mappings/get',
  scope: 'indices',
  parameters: { ...INDICES_OPTIONS_PARAMETERS, local: 'boolean', master_timeout: 'time' },
  body: 'none',
  parse({ path, parameters }) {
    parameters.boolean('local', false)
    parameters.time('master_timeout', undefined)
    return { expressions: pathExpressions(path), options: parseIndicesOptions(parameters, METADATA_ALL_OPTIONS) }
  },
  targets: selectionTargets,
  remote: { kind: 'indices', merge: 'members' },
  embedded: (engine) => ok(new Map(engine.indices().map(({ shard }) => [shard.name, { mappings: shard.mapping() }]))),
})
