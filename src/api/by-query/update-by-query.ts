/** `_update_by_query`: writes the documents that a query matches again, so that a changed mapping bears on them. Scripts are refused. */
import { illegalArgument } from '../../core/errors.ts'
import type { ApiRequest } from '../../request/api.ts'
import { serverApi } from '../define.ts'
import { startByQuery } from './answer-task.ts'
import { updateByQueryKind } from './by-query-kind.ts'
import { IN_PLACE_PARAMETERS, type InPlaceInput, parseInPlace } from './in-place.ts'
import { type ParseMembers, passSearchMembers } from './search-members.ts'

export const updateByQuery = serverApi<InPlaceInput>({
  name: 'update_by_query',
  summary: 'Writes the documents that a query matches again.',
  routes: [{ method: 'POST', path: '/{index}/_update_by_query' }],
  action: updateByQueryKind.action,
  scope: 'indices',
  parameters: { ...IN_PLACE_PARAMETERS, pipeline: 'text', version_type: 'boolean' },
  body: 'optional',
  parse: (request) => parseUpdate(request),
  parseForCluster: (request) => parseUpdate(request, passSearchMembers),
  targets: ({ expressions, indicesOptions }) => ({ kind: 'indices', expressions, options: indicesOptions }),
  handle: (services, input, access) => startByQuery(services, updateByQueryKind, input, access),
})

function parseUpdate(request: ApiRequest, parseMembers?: ParseMembers): InPlaceInput {
  const { parameters } = request
  const pipeline = parameters.text('pipeline')
  if (pipeline !== undefined && pipeline !== '_none') throw illegalArgument(`pipeline with id [${pipeline}] does not exist`)
  if (parameters.boolean('version_type', false)) throw illegalArgument('[version_type] is not supported by this node')
  return parseInPlace('update', request, parseMembers)
}
