/** `HEAD /{index}`: 200 where all named indices exist, 404 otherwise. */
import { backendApi } from '../define.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { METADATA_OPTIONS, pathExpressions, selectionTargets } from './index-names.ts'

export const existsIndex = backendApi({
  name: 'indices.exists',
  summary: 'Tells whether indices exist',
  routes: [{ method: 'HEAD', path: '/{index}' }],
  action: 'indices:admin/get',
  scope: 'indices',
  parameters: {
    ...INDICES_OPTIONS_PARAMETERS,
    flat_settings: 'boolean',
    include_defaults: 'boolean',
    local: 'boolean',
  },
  body: 'none',
  parse({ path, parameters }) {
    for (const flag of ['flat_settings', 'include_defaults', 'local']) parameters.boolean(flag, false)
    return { expressions: pathExpressions(path), options: parseIndicesOptions(parameters, METADATA_OPTIONS) }
  },
  targets: selectionTargets,
  remote: { kind: 'indices', merge: 'acknowledged' },
  embedded(engine) {
    engine.indices()
    return { status: 200 }
  },
})
