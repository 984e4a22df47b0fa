/** `PUT|POST /{index}/_create/{id}`: creates a document, 409 where there is one. */
import { illegalArgument } from '../../core/errors.ts'
import type { ApiRequest } from '../../request/api.ts'
import { backendApi } from '../define.ts'
import { INDEX_WRITE_PARAMETERS, parseIndexWrite } from './index-write.ts'
import { performWrite, type SingleWrite, singleWriteTargets } from './single-write.ts'

export const createDocument = backendApi({
  name: 'create',
  summary: 'Creates a document that must not be there yet',
  routes: [
    { method: 'POST', path: '/{index}/_create/{id}' },
    { method: 'PUT', path: '/{index}/_create/{id}' },
  ],
  action: 'indices:data/write/index',
  scope: 'items',
  parameters: { ...INDEX_WRITE_PARAMETERS, op_type: 'text' },
  body: 'required',
  parse: parseCreate,
  targets: singleWriteTargets,
  remote: { kind: 'document' },
  embedded: (engine, write) => performWrite(engine, write),
})

function parseCreate(request: ApiRequest): SingleWrite {
  const type = request.parameters.text('op_type')
  if (type !== undefined && type.toLowerCase() !== 'create') throw illegalArgument(`opType must be 'create', found: [${type}]`)
  return parseIndexWrite(request, 'create')
}
