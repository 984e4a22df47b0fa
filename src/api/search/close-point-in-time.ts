/** `DELETE /_pit`: closes a point in time of one's own. */
import { illegalArgument, parseFailure } from '../../core/errors.ts'
import { isJsonObject, tokenName } from '../../core/json/value.ts'
import type { ApiRequest } from '../../request/api.ts'
import { backendApi } from '../define.ts'
import { parsePointInTimeId } from './context-id.ts'

interface CloseInput {
  /** As it was given. */
  readonly id: string
  readonly context: string
}

export const closePointInTime = backendApi<CloseInput>({
  name: 'close_point_in_time',
  summary: 'Closes a point in time.',
  routes: [{ method: 'DELETE', path: '/_pit' }],
  action: 'indices:data/read/close_point_in_time',
  scope: 'self',
  parameters: {},
  body: 'optional',
  parse: parseClose,
  targets: () => ({ kind: 'self', username: undefined }),
  remote: {
    kind: 'longRead',
    read: (request) => ({
      targets: { kind: 'self', username: undefined },
      longRead: { step: 'close', kind: 'pointInTime', ids: [parseClose(request).id] },
    }),
  },
  embedded: ({ longReads }, { context }) => {
    const isClosed = longReads.close(context)
    return { status: isClosed ? 200 : 404, body: { succeeded: isClosed, num_freed: isClosed ? 1 : 0 } }
  },
})

function parseClose({ body }: ApiRequest): CloseInput {
  if (!body.present) throw parseFailure('request body or source parameter is required')
  const members = body.json()
  if (!isJsonObject(members)) throw illegalArgument('Malformed content, must start with an object')
  let id: string | undefined
  for (const [key, value] of members) {
    if (key !== 'id' || typeof value !== 'string') {
      const token = key === 'id' ? tokenName(value) : 'FIELD_NAME'
      throw illegalArgument(`Unknown parameter [${key}] in request body or parameter is of the wrong type[${token}] `)
    }
    id = value
  }
  if (id === undefined) throw illegalArgument('search context id is is not provided')
  return { id, context: parsePointInTimeId(id).context }
}
