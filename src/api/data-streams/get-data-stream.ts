/** `GET /_data_stream`: shows data streams with their backing indices. */
import { illegalArgument } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import type { DataStream } from '../../engine/data-streams/data-stream.ts'
import type { Shard } from '../../engine/shard.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { selectionTargets } from '../indices/index-names.ts'
import { numberOfReplicas } from '../shards.ts'
import { parseStreams, remoteStreams } from './stream-selection.ts'

export const getDataStream = backendApi({
  name: 'indices.get_data_stream',
  summary: 'Shows data streams',
  routes: [
    { method: 'GET', path: '/_data_stream' },
    { method: 'GET', path: '/_data_stream/{name}' },
  ],
  action: 'indices:admin/data_stream/get',
  scope: 'indices',
  parameters: { expand_wildcards: 'list', include_defaults: 'boolean', master_timeout: 'time', verbose: 'boolean' },
  body: 'none',
  parse: (request) => {
    request.parameters.boolean('include_defaults', false)
    if (request.parameters.boolean('verbose', false)) throw illegalArgument('[verbose] is not supported by this node')
    return parseStreams(request)
  },
  targets: selectionTargets,
  remote: remoteStreams('GET'),
  embedded(engine) {
    const shards = new Map(engine.indices().map(({ shard }) => [shard.name, shard]))
    const templateOf = engine.templateNameOf()
    return ok({ data_streams: engine.dataStreams().map((stream) => showStream(stream, shards, templateOf(stream.name))) })
  },
})

const showStream = (stream: DataStream, shards: ReadonlyMap<string, Shard>, template: string | undefined): JsonOutput => {
  const indices = stream.indices.flatMap((name) => shards.get(name) ?? [])
  return {
    name: stream.name,
    timestamp_field: { name: '@timestamp' },
    indices: indices.map((shard) => ({
      index_name: shard.name,
      index_uuid: shard.uuid,
      prefer_ilm: true,
      managed_by: 'Unmanaged',
      index_mode: 'standard',
    })),
    generation: stream.generation,
    status: indices.some((shard) => numberOfReplicas(shard) > 0) ? 'YELLOW' : 'GREEN',
    template,
    next_generation_managed_by: 'Unmanaged',
    prefer_ilm: true,
    hidden: stream.hidden,
    system: false,
    allow_custom_routing: stream.allowCustomRouting,
    replicated: false,
    rollover_on_write: false,
    index_mode: 'standard',
  }
}
