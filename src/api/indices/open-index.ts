/** `POST /{index}/_open`: opens closed indices. */
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { assertUsable } from '../index-access.ts'
import { INDICES_OPTIONS_PARAMETERS } from '../indices-options.ts'
import { selectionTargets } from './index-names.ts'
import { parseStateChange, refuseSweeping } from './state-change.ts'

export const openIndex = backendApi({
  name: 'indices.open',
  summary: 'Opens closed indices',
  routes: [
    { method: 'POST', path: '/_open' },
    { method: 'POST', path: '/{index}/_open' },
  ],
  action: 'indices:admin/open',
  scope: 'indices',
  parameters: { ...INDICES_OPTIONS_PARAMETERS, master_timeout: 'time', timeout: 'time', wait_for_active_shards: 'text' },
  body: 'none',
  parse: (request) => parseStateChange(request, { expandOpen: false, expandClosed: true }),
  targets: selectionTargets,
  remote: { kind: 'indices', merge: 'acknowledged' },
  async embedded(engine, { expressions }) {
    refuseSweeping(engine, expressions)
    const indices = engine.indices()
    for (const { shard } of indices) assertUsable(shard, 'metadata')
    for (const index of indices) await engine.setClosed(index, false)
    return ok({ acknowledged: true, shards_acknowledged: true })
  },
})
