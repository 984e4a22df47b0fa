/** What a body says of one alias: filter, routing, write index, hidden. Read alike at index creation, in templates and by the alias APIs. */
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText } from '../../core/json/value.ts'
import { writeJsonText } from '../../core/json/write.ts'
import type { Alias } from '../../engine/alias.ts'
import { parseStoredQuery } from '../../query/stored-query.ts'
import { lookupsOf } from '../../query/walk.ts'
import { findNameFault } from '../../request/index-name.ts'

/** An alias as it is being read. */
export interface AliasDraft {
  filter?: string
  indexRouting?: string
  searchRouting?: string
  isWriteIndex?: boolean
  isHidden?: boolean
}

type Reader = (draft: AliasDraft, value: JsonValue) => boolean

/** Each takes the values it can; false: not such a one. */
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['filter', readFilter],
  ['routing', (draft, value) => readRouting(draft, value, ['indexRouting', 'searchRouting'])],
  ['index_routing', (draft, value) => readRouting(draft, value, ['indexRouting'])],
  ['indexRouting', (draft, value) => readRouting(draft, value, ['indexRouting'])],
  ['search_routing', (draft, value) => readRouting(draft, value, ['searchRouting'])],
  ['searchRouting', (draft, value) => readRouting(draft, value, ['searchRouting'])],
  ['is_write_index', (draft, value) => readFlag(draft, value, 'isWriteIndex')],
  ['is_hidden', (draft, value) => readFlag(draft, value, 'isHidden')],
])

/** An alias as an object of options describes it, checked. */
export function parseAlias(name: string, options: JsonObject): Alias {
  const draft: AliasDraft = {}
  for (const [key, value] of options) {
    const isRead = READERS.get(key)?.(draft, value)
    if (!isRead) throw illegalArgument(`Unknown field [${key}] in alias [${name}]`)
  }
  return checkAlias({ name, ...draft })
}

/** One option by its name; false where there is no such option, or none with such a value. */
export const readAliasOption = (draft: AliasDraft, key: string, value: JsonValue): boolean =>
  READERS.get(key)?.(draft, value) ?? false

/** Throws 400 unless an alias may be so. */
export function checkAlias(alias: Alias): Alias {
  const { name, indexRouting, filter } = alias
  const fault = findNameFault(name, 'alias')
  if (fault !== undefined) throw new ElasticError('invalid_alias_name_exception', `Invalid alias name [${name}]: ${fault}`)
  if (indexRouting?.includes(',')) throw illegalArgument(`alias [${name}] has several index routing values associated with it`)
  if (filter !== undefined) checkFilter(name, filter)
  return alias
}

function readFilter(draft: AliasDraft, value: JsonValue): boolean {
  if (value === null) return true
  if (!isJsonObject(value)) return false
  // An empty filter is none, as in Elasticsearch.
  if (value.size > 0) draft.filter = writeJsonText(value)
  return true
}

function readRouting(draft: AliasDraft, value: JsonValue, into: readonly ('indexRouting' | 'searchRouting')[]): boolean {
  if (value === null) return true
  if (typeof value !== 'string' && !isJsonNumber(value)) return false
  for (const key of into) draft[key] = typeof value === 'string' ? value : numberText(value)
  return true
}

function readFlag(draft: AliasDraft, value: JsonValue, into: 'isWriteIndex' | 'isHidden'): boolean {
  if (value === null) return true
  if (typeof value !== 'boolean' && value !== 'true' && value !== 'false') return false
  draft[into] = value === true || value === 'true'
  return true
}

function checkFilter(alias: string, filter: string): void {
  try {
    if (lookupsOf(parseStoredQuery(filter)).length > 0)
      throw new ElasticError('illegal_state_exception', 'async actions are left after rewrite')
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    throw illegalArgument(`failed to parse filter for alias [${alias}]`, { causedBy: error })
  }
}
