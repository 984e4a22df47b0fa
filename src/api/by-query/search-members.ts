/** The part of a body that is a search: checked as a search is, kept as JSON text by member. */
import { illegalArgument } from '../../core/errors.ts'
import type { JsonObject } from '../../core/json/value.ts'
import { writeJsonText } from '../../core/json/write.ts'
import { parseSearchBody, type SearchOptions } from '../search/search-body.ts'

/** Members that select documents; others would change nothing, or what is copied. */
const TAKEN: ReadonlySet<string> = new Set(['query', 'sort', 'slice', '_source', 'size'])

export interface SearchMembers {
  readonly options: SearchOptions
  readonly body: Readonly<Record<string, string>>
}

/** Members in `except` are not the search's. */
export function parseSearchMembers(body: JsonObject, except: ReadonlySet<string>): SearchMembers {
  const options = parseSearchBody(body, except)
  const own = [...body].filter(([key]) => !except.has(key))
  const refused = own.map(([key]) => key).find((key) => !TAKEN.has(key))
  if (refused !== undefined)
    throw illegalArgument(`[${refused}] is not supported by this node in a request that works on documents by query`)
  const members = own.filter(([key]) => key !== 'size').map(([key, value]) => [key, writeJsonText(value)] as const)
  return { options, body: Object.fromEntries(members) }
}
