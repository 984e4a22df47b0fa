/** `GET /{index}/_source/{id}`: the document itself, as it was stored. */
import { ElasticError } from '../../core/errors.ts'
import type { ApiRequest } from '../../request/api.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { applyFetchSource } from '../fetch-source.ts'
import { readDocument } from './read-document.ts'
import { assertFetches, parseRead, READ_PARAMETERS, type SingleRead, singleReadTargets } from './read-request.ts'

export const getSource = backendApi({
  name: 'get_source',
  summary: 'Gets the source of a document',
  routes: [{ method: 'GET', path: '/{index}/_source/{id}' }],
  action: 'indices:data/read/get',
  scope: 'items',
  parameters: READ_PARAMETERS,
  body: 'none',
  parse: parseSourceRead,
  targets: singleReadTargets,
  remote: { kind: 'document' },
  async embedded(engine, read) {
    const document = await readDocument(engine.item(0), read, read.lookup)
    if (document) return ok(applyFetchSource(document.source, read.fetch))
    throw new ElasticError('resource_not_found_exception', `Document not found [${read.index}]/[${read.id}]`)
  },
})

/** A read of the source alone. */
export function parseSourceRead(request: ApiRequest): SingleRead {
  const read = parseRead(request, undefined)
  assertFetches(read)
  return read
}
