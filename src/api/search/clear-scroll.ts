/** `DELETE /_search/scroll`: closes scrolls of one's own, or with `_all` everybody's, which needs a privilege. */
import { illegalArgument, validationFailed } from '../../core/errors.ts'
import type { JsonValue } from '../../core/json/value.ts'
import { isJsonObject, tokenName } from '../../core/json/value.ts'
import type { ApiRequest } from '../../request/api.ts'
import { splitList } from '../../request/parameters.ts'
import { backendApi } from '../define.ts'
import { parseScrollId } from './context-id.ts'

interface ClearScrollInput {
  /** Of open readers; undefined: all scrolls. */
  readonly contexts: readonly string[] | undefined
  /** As they were given. */
  readonly ids: readonly string[]
}

export const clearScroll = backendApi<ClearScrollInput>({
  name: 'clear_scroll',
  summary: 'Closes scrolls.',
  routes: [
    { method: 'DELETE', path: '/_search/scroll' },
    { method: 'DELETE', path: '/_search/scroll/{scroll_id}' },
  ],
  action: 'indices:data/read/scroll/clear',
  actionFor: ({ contexts }) => (contexts ? 'indices:data/read/scroll/clear' : 'cluster:admin/indices/scroll/clear_all'),
  scope: 'self',
  parameters: { scroll_id: 'text' },
  body: 'optional',
  parse: parseClearScroll,
  targets: () => ({ kind: 'self', username: undefined }),
  remote: {
    kind: 'longRead',
    read: (request) => {
      const own = parseClearScroll(request)
      return {
        targets: { kind: 'self', username: undefined },
        own,
        longRead: { step: 'close', kind: 'scroll', ids: own.contexts ? own.ids : 'all' },
      }
    },
  },
  embedded: ({ longReads }, { contexts }) => {
    const freed = contexts ? contexts.filter((id) => longReads.close(id)).length : longReads.closeScrolls()
    // Clearing all is done even where there was nothing to do.
    const status = freed === 0 && contexts ? 404 : 200
    return { status, body: { succeeded: true, num_freed: freed } }
  },
})

function parseClearScroll({ path, parameters, body }: ApiRequest): ClearScrollInput {
  const ids = body.present ? idsOf(body.json()) : splitList(path.get('scroll_id') ?? parameters.text('scroll_id') ?? '')
  if (ids.length === 0) throw validationFailed(['no scroll ids specified'])
  if (ids.includes('_all')) return { contexts: undefined, ids }
  return { contexts: ids.map(parseScrollId), ids }
}

function idsOf(body: JsonValue): readonly string[] {
  if (!isJsonObject(body)) throw illegalArgument('Malformed content, must start with an object')
  let ids: readonly string[] = []
  for (const [key, value] of body) {
    if (key !== 'scroll_id' || isJsonObject(value)) throw unknown(key, value)
    ids = [...ids, ...(Array.isArray(value) ? value : [value]).map((item) => idOf(key, item))]
  }
  return ids
}

function idOf(key: string, value: JsonValue): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number') return String(value)
  throw unknown(key, value)
}

const unknown = (key: string, value: JsonValue) =>
  illegalArgument(`Unknown parameter [${key}] in request body or parameter is of the wrong type[${tokenName(value)}] `)
