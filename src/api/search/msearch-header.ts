/** The first of the two lines of a search within `_msearch`: the indices it names, and options that stand for parameters. */
import { illegalArgument, parseFailure, parsingException } from '../../core/errors.ts'
import { parseJson } from '../../core/json/parse.ts'
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText, tokenName } from '../../core/json/value.ts'

export interface MsearchHeader {
  /** undefined: those of the request's path. Empty: all. */
  readonly indices: readonly string[] | undefined
  /** Options as parameters of a search. */
  readonly parameters: Readonly<Record<string, string>>
}

/** Each key with the parameter that it stands for; both of its spellings are taken. */
const OPTIONS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    search_type: 'search_type',
    searchType: 'search_type',
    request_cache: 'request_cache',
    requestCache: 'request_cache',
    preference: 'preference',
    routing: 'routing',
    allow_partial_search_results: 'allow_partial_search_results',
    expand_wildcards: 'expand_wildcards',
    expandWildcards: 'expand_wildcards',
    ignore_unavailable: 'ignore_unavailable',
    ignoreUnavailable: 'ignore_unavailable',
    allow_no_indices: 'allow_no_indices',
    allowNoIndices: 'allow_no_indices',
    ignore_throttled: 'ignore_throttled',
    ignoreThrottled: 'ignore_throttled',
    ccs_minimize_roundtrips: 'ccs_minimize_roundtrips',
    ccsMinimizeRoundtrips: 'ccs_minimize_roundtrips',
  }),
)

/** An empty line says nothing. Keys that are unknown, or given twice, are 400. */
export function parseMsearchHeader(line: Uint8Array): MsearchHeader {
  if (line.length === 0) return { indices: undefined, parameters: {} }
  const header = objectOf(line)
  let indices: readonly string[] | undefined
  const parameters: Record<string, string> = {}
  for (const [key, value] of header) {
    const parameter = OPTIONS.get(key)
    if (key === 'index' || key === 'indices') indices = namesOf(value)
    else if (parameter !== undefined) parameters[parameter] = namesOf(value).join(',')
    else throw illegalArgument(`key [${key}] is not supported in the metadata section`)
  }
  return { indices, parameters }
}

function objectOf(line: Uint8Array): JsonObject {
  const value = parseJson(line, { positions: 'top' })
  if (isJsonObject(value)) return value
  throw parsingException(`Expected [START_OBJECT] but found [${tokenName(value)}]`, { line: 1, column: 1 })
}

/** A scalar, or a list of them. */
function namesOf(value: JsonValue): readonly string[] {
  const values = Array.isArray(value) ? value : [value]
  return values.map(textOf).filter((name) => name !== '')
}

function textOf(value: JsonValue): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (isJsonNumber(value)) return numberText(value)
  throw parseFailure(`Expected a list of strings but got ${value === null ? 'null' : tokenName(value)}`)
}
