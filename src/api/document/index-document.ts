/** `PUT|POST /{index}/_doc/{id}` and `POST /{index}/_doc`: indexes a document, or creates it (`op_type`, a generated id). */
import { illegalArgument } from '../../core/errors.ts'
import type { ApiRequest } from '../../request/api.ts'
import { backendApi } from '../define.ts'
import { INDEX_WRITE_PARAMETERS, parseIndexWrite } from './index-write.ts'
import { performWrite, singleWriteTargets } from './single-write.ts'

export const indexDocument = backendApi({
  name: 'index',
  summary: 'Indexes a document: creates it or replaces what is there',
  routes: [
    { method: 'POST', path: '/{index}/_doc/{id}' },
    { method: 'PUT', path: '/{index}/_doc/{id}' },
    { method: 'POST', path: '/{index}/_doc' },
  ],
  action: 'indices:data/write/index',
  scope: 'items',
  parameters: { ...INDEX_WRITE_PARAMETERS, op_type: 'text' },
  body: 'required',
  parse: (request: ApiRequest) => parseIndexWrite(request, parseOperationType(request)),
  targets: singleWriteTargets,
  remote: { kind: 'document' },
  embedded: (engine, write) => performWrite(engine, write),
})

/** Without an id the document is created: nothing can be there. */
function parseOperationType(request: ApiRequest): 'index' | 'create' {
  const text = request.parameters.text('op_type')
  if (text === undefined) return request.path.has('id') ? 'index' : 'create'
  const type = text.toLowerCase()
  if (type === 'index' || type === 'create') return type
  throw illegalArgument(`opType must be 'create' or 'index', found: [${text}]`)
}
