/** `HEAD /{index}/_doc/{id}`: 200 or 404, without a body. */
import { backendApi } from '../define.ts'
import { readDocument } from './read-document.ts'
import { parseRead, READ_PARAMETERS, singleReadTargets } from './read-request.ts'

export const existsDocument = backendApi({
  name: 'exists',
  summary: 'Tells whether a document exists',
  routes: [{ method: 'HEAD', path: '/{index}/_doc/{id}' }],
  action: 'indices:data/read/get',
  scope: 'items',
  parameters: { ...READ_PARAMETERS, stored_fields: 'list' },
  body: 'none',
  parse: (request) => parseRead(request, request.parameters.list('stored_fields')),
  targets: singleReadTargets,
  remote: { kind: 'document' },
  async embedded(engine, read) {
    const document = await readDocument(engine.item(0), read, read.lookup)
    return { status: document ? 200 : 404 }
  },
})
