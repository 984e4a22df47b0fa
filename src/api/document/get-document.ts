/** `GET /{index}/_doc/{id}`: one document with its version; 404 with `found: false` where there is none. */
import { illegalArgument } from '../../core/errors.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { Reply } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { documentMembers, readDocument } from './read-document.ts'
import { parseRead, READ_PARAMETERS, type SingleRead, singleReadTargets } from './read-request.ts'

export const getDocument = backendApi({
  name: 'get',
  summary: 'Gets a document',
  routes: [{ method: 'GET', path: '/{index}/_doc/{id}' }],
  action: 'indices:data/read/get',
  scope: 'items',
  parameters: {
    ...READ_PARAMETERS,
    stored_fields: 'list',
    force_synthetic_source: 'boolean',
    _source_exclude_vectors: 'boolean',
  },
  body: 'none',
  parse: parseGet,
  targets: singleReadTargets,
  remote: { kind: 'document' },
  async embedded(engine, read): Promise<Reply> {
    const bound = engine.item(0)
    const { shard } = bound
    const document = await readDocument(bound, read, read.lookup)
    if (!document) return { status: 404, body: { _index: shard.name, _id: read.id, found: false } }
    return { status: 200, body: documentMembers(shard, read, document) }
  },
})

function parseGet(request: ApiRequest): SingleRead {
  const { parameters } = request
  if (parameters.boolean('force_synthetic_source', false)) throw illegalArgument('[force_synthetic_source] is not supported')
  // There are no vector fields here whose values could be left out.
  parameters.boolean('_source_exclude_vectors', false)
  return parseRead(request, parameters.list('stored_fields'))
}
