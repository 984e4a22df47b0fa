/** `_delete_by_query`: deletes the documents that a query matches. */
import { serverApi } from '../define.ts'
import { startByQuery } from './answer-task.ts'
import { deleteByQueryKind } from './by-query-kind.ts'
import { IN_PLACE_PARAMETERS, type InPlaceInput, parseInPlace } from './in-place.ts'
import { passSearchMembers } from './search-members.ts'

export const deleteByQuery = serverApi<InPlaceInput>({
  name: 'delete_by_query',
  summary: 'Deletes the documents that a query matches.',
  routes: [{ method: 'POST', path: '/{index}/_delete_by_query' }],
  action: deleteByQueryKind.action,
  scope: 'indices',
  parameters: IN_PLACE_PARAMETERS,
  body: 'optional',
  parse: (request) => parseInPlace('delete', request),
  parseForCluster: (request) => parseInPlace('delete', request, passSearchMembers),
  targets: ({ expressions, indicesOptions }) => ({ kind: 'indices', expressions, options: indicesOptions }),
  handle: (services, input, access) => startByQuery(services, deleteByQueryKind, input, access),
})
