/** The part of a body that is a search: checked as a search is, kept as JSON text by member. */
import { illegalArgument } from '../../core/errors.ts'
import type { JsonObject, JsonValue } from '../../core/json/value.ts'
import { writeJsonText } from '../../core/json/write.ts'
import { passSearchBody } from '../../query/foreign/grammar.ts'
import { intOf } from '../search/body-member.ts'
import { checkSize, parseSearchBody, type SearchOptions } from '../search/search-body.ts'
import { parseSlice } from '../search/slice-option.ts'

/** Members that select documents; others would change nothing, or what is copied. */
const TAKEN: ReadonlySet<string> = new Set(['query', 'sort', 'slice', '_source', 'size'])

export interface SearchMembers {
  readonly options: SearchOptions
  readonly body: Readonly<Record<string, string>>
}

/** Members in `except` are not the search's. */
export type ParseMembers = (body: JsonObject, except: ReadonlySet<string>) => SearchMembers

/** As far as it must be known before a cluster reads it. */
export const passSearchMembers: ParseMembers = (body, except) => {
  const own = takenOf(body, except)
  passSearchBody(new Map(own), (read) => read)
  const [size, slice] = [body.get('size'), body.get('slice')]
  const options = {
    ...(size === undefined ? {} : { size: checkSize(intOf({ body, key: 'size', value: size })) }),
    ...(slice === undefined ? {} : { slice: parseSlice({ body, key: 'slice', value: slice }) }),
  }
  return { options, body: textsOf(own) }
}

export const parseSearchMembers: ParseMembers = (body, except) => {
  const options = parseSearchBody(body, except)
  return { options, body: textsOf(takenOf(body, except)) }
}

function takenOf(body: JsonObject, except: ReadonlySet<string>): readonly (readonly [string, JsonValue])[] {
  const own = [...body].filter(([key]) => !except.has(key))
  const refused = own.map(([key]) => key).find((key) => !TAKEN.has(key))
  if (refused !== undefined)
    throw illegalArgument(`[${refused}] is not supported by this node in a request that works on documents by query`)
  return own
}

const textsOf = (own: readonly (readonly [string, JsonValue])[]): Readonly<Record<string, string>> =>
  Object.fromEntries(own.filter(([key]) => key !== 'size').map(([key, value]) => [key, writeJsonText(value)]))
