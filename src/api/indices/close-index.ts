/** `POST /{index}/_close`: closes indices, which keep their data and refuse to be read and written. */
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { assertUsable } from '../index-access.ts'
import { INDICES_OPTIONS_PARAMETERS } from '../indices-options.ts'
import { selectionTargets } from './index-names.ts'
import { parseStateChange, refuseSweeping } from './state-change.ts'

export const closeIndex = backendApi({
  name: 'indices.close',
  summary: 'Closes indices',
  routes: [
    { method: 'POST', path: '/_close' },
    { method: 'POST', path: '/{index}/_close' },
  ],
  action: 'indices:admin/close',
  scope: 'indices',
  parameters: { ...INDICES_OPTIONS_PARAMETERS, master_timeout: 'time', timeout: 'time', wait_for_active_shards: 'text' },
  body: 'none',
  parse: (request) => parseStateChange(request, { expandOpen: true, expandClosed: false }),
  targets: selectionTargets,
  remote: { kind: 'indices', merge: 'acknowledged' },
  async embedded(engine, { expressions }) {
    refuseSweeping(engine, expressions)
    const indices = engine.indices().filter(({ shard }) => !shard.closed)
    for (const { shard } of indices) assertUsable(shard, 'metadata')
    for (const index of indices) await engine.setClosed(index, true)
    const closed = new Map(indices.map(({ shard }) => [shard.name, { closed: true }]))
    return ok({ acknowledged: true, shards_acknowledged: indices.length > 0, indices: closed })
  },
})
