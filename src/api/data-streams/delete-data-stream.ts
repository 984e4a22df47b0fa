/** `DELETE /_data_stream/{name}`: deletes data streams with their backing indices. */
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { assertUsable } from '../index-access.ts'
import { selectionTargets } from '../indices/index-names.ts'
import { parseStreams, remoteStreams } from './stream-selection.ts'

export const deleteDataStream = backendApi({
  name: 'indices.delete_data_stream',
  summary: 'Deletes data streams with everything in them',
  routes: [{ method: 'DELETE', path: '/_data_stream/{name}' }],
  action: 'indices:admin/data_stream/delete',
  scope: 'indices',
  parameters: { expand_wildcards: 'list', master_timeout: 'time' },
  body: 'none',
  parse: parseStreams,
  targets: selectionTargets,
  remote: remoteStreams('DELETE'),
  async embedded(engine) {
    for (const { shard } of engine.indices()) assertUsable(shard, 'delete')
    await engine.deleteDataStreams(engine.dataStreams())
    return ok({ acknowledged: true })
  },
})
