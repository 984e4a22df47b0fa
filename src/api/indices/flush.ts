/** `POST|GET /_flush`: there is nothing to do, since a write is on disk before it is answered; reports the shards it would concern. */
import { validationFailed } from '../../core/errors.ts'
import type { ApiRequest } from '../../request/api.ts'
import { STRICT_EXPAND_OPEN } from '../../request/names.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { shardsOfAll } from '../shards.ts'
import { type IndexSelection, pathExpressions, selectionTargets } from './index-names.ts'

export const flush = backendApi({
  name: 'indices.flush',
  summary: 'Reports that everything written is on disk',
  routes: [
    { method: 'GET', path: '/_flush' },
    { method: 'POST', path: '/_flush' },
    { method: 'GET', path: '/{index}/_flush' },
    { method: 'POST', path: '/{index}/_flush' },
  ],
  action: 'indices:admin/flush',
  scope: 'indices',
  parameters: { ...INDICES_OPTIONS_PARAMETERS, force: 'boolean', wait_if_ongoing: 'boolean' },
  body: 'none',
  parse: parseFlush,
  targets: selectionTargets,
  remote: { kind: 'indices', merge: 'shards' },
  embedded: (engine) => ok({ _shards: shardsOfAll(engine.indices().map(({ shard }) => shard)) }),
})

function parseFlush({ path, parameters }: ApiRequest): IndexSelection {
  const force = parameters.boolean('force', false)
  if (force && !parameters.boolean('wait_if_ongoing', true)) {
    throw validationFailed(['wait_if_ongoing must be true for a force flush'])
  }
  return { expressions: pathExpressions(path), options: parseIndicesOptions(parameters, STRICT_EXPAND_OPEN) }
}
