/** `_update_by_query` and `_delete_by_query` have all but the query in common. */
import { illegalArgument, parsingException, validationFailed } from '../../core/errors.ts'
import { positionOf } from '../../core/json/positions.ts'
import type { JsonObject } from '../../core/json/value.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { IndicesOptions } from '../../request/names.ts'
import { type ParameterReader, type ParameterTable, splitList } from '../../request/parameters.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { checkPreference } from '../preference.ts'
import { intOf, textOf } from '../search/body-member.ts'
import { QUERY_STRING_PARAMETERS, refuseQueryString } from '../search/query-parameters.ts'
import { parseSearchType } from '../search/search-parameters.ts'
import { parseSortParameter } from '../search/sort-option.ts'
import type { ByQueryRequest } from './answer-task.ts'
import { DEFAULT_KEEP_ALIVE, DEFAULT_SIZE } from './by-query-input.ts'
import { checkMaxDocs, parseConflicts, parseRunParameters, RUN_PARAMETERS } from './by-query-parameters.ts'
import { type ParseMembers, parseSearchMembers, type SearchMembers } from './search-members.ts'

export interface InPlaceInput extends ByQueryRequest {
  readonly expressions: readonly string[]
  readonly indicesOptions: IndicesOptions
}

export const IN_PLACE_PARAMETERS = {
  ...RUN_PARAMETERS,
  ...INDICES_OPTIONS_PARAMETERS,
  ...QUERY_STRING_PARAMETERS,
  conflicts: 'text',
  from: 'integer',
  preference: 'text',
  request_cache: 'boolean',
  routing: 'list',
  scroll_size: 'integer',
  search_timeout: 'time',
  search_type: 'text',
  sort: 'list',
  stats: 'list',
  terminate_after: 'integer',
  version: 'boolean',
} as const satisfies ParameterTable

export function parseInPlace(
  operation: 'update' | 'delete',
  request: ApiRequest,
  parseMembers = parseSearchMembers,
): InPlaceInput {
  const { path, parameters, body, uri } = request
  refuseQueryString(parameters, uri)
  refuseUnused(parameters)
  const run = parseRunParameters(parameters)
  const own = parseBody(body.object(), parseMembers)
  const expressions = splitList(path.get('index') ?? '')
  const { members } = own
  if (operation === 'delete' && members.body.query === undefined) throw validationFailed(['query is missing'])
  const sort = sortOf(parameters)
  const maxDocs = own.maxDocs ?? run.maxDocs
  refuseTwoWays(run.slices, members)
  return {
    expressions,
    indicesOptions: parseIndicesOptions(parameters),
    description: `${operation === 'update' ? 'update-by-query' : 'delete-by-query'} [${expressions.join(', ')}]`,
    requestsPerSecond: run.requestsPerSecond,
    waits: run.waits,
    input: {
      operation,
      source: {
        indices: expressions.join(','),
        parameters: indicesParameters(parameters),
        body: { ...members.body, ...sort, ...sliceById(members) },
        size: pageSize(parameters, maxDocs),
        keepAlive: run.keepAlive ?? DEFAULT_KEEP_ALIVE,
        isSorted: members.body.sort !== undefined || sort.sort !== undefined,
      },
      ...(maxDocs === undefined ? {} : { maxDocs }),
      proceeds: parseConflicts(own.conflicts ?? parameters.text('conflicts')),
      slices: run.slices,
      refresh: run.refresh,
      bulkParameters: run.bulkParameters,
    },
  }
}

/** One slicing is enough. */
export function refuseTwoWays(slices: number, { options }: SearchMembers): void {
  if (slices > 1 && options.slice) throw validationFailed(["can't specify both manual and automatic slicing at the same time"])
}

/** A slice holds the same documents whenever it is read. */
export const sliceById = ({ options: { slice } }: SearchMembers): { readonly slice?: string } =>
  slice ? { slice: JSON.stringify({ field: '_id', id: slice.id, max: slice.max }) } : {}

const pageSize = (parameters: ParameterReader, maxDocs: number | undefined): number => {
  const size = parameters.integer('scroll_size', DEFAULT_SIZE)
  if (size <= 0) throw illegalArgument(`[scroll_size] must be greater than 0, found [${size}]`)
  return Math.min(size, maxDocs ?? size)
}

function sortOf(parameters: ParameterReader): { readonly sort?: string } {
  const words = parameters.list('sort')
  if (!words) return {}
  parseSortParameter(words)
  const sorts = words.map((word) => {
    const colon = word.lastIndexOf(':')
    return colon < 0 ? word : { [word.slice(0, colon)]: word.slice(colon + 1) }
  })
  return { sort: JSON.stringify(sorts) }
}

/** As they were given: the search expands the names again, with what its identity may see. */
function indicesParameters(parameters: ParameterReader): Readonly<Record<string, string>> {
  const given = Object.keys(INDICES_OPTIONS_PARAMETERS).flatMap((name) => {
    const text = parameters.text(name)
    return text === undefined ? [] : [[name, text] as const]
  })
  return Object.fromEntries(given)
}

function refuseUnused(parameters: ParameterReader): void {
  checkPreference(parameters)
  parseSearchType(parameters)
  for (const name of ['request_cache', 'version']) parameters.boolean(name, undefined)
  parameters.time('search_timeout', undefined)
  for (const name of ['from', 'terminate_after', 'routing', 'search_timeout']) {
    if (parameters.has(name))
      throw illegalArgument(`[${name}] is not supported by this node in a request that works on documents by query`)
  }
}

interface OwnMembers {
  readonly members: SearchMembers
  readonly conflicts: string | undefined
  readonly maxDocs: number | undefined
}

const OWN_MEMBERS: ReadonlySet<string> = new Set(['conflicts', 'max_docs'])

function parseBody(body: JsonObject, parseMembers: ParseMembers): OwnMembers {
  if (body.has('script')) throw scriptsRefused(body)
  const conflicts = body.get('conflicts')
  const maxDocs = body.get('max_docs')
  return {
    members: parseMembers(body, OWN_MEMBERS),
    conflicts: conflicts === undefined ? undefined : textOf({ body, key: 'conflicts', value: conflicts }),
    maxDocs: maxDocs === undefined ? undefined : checkMaxDocs(intOf({ body, key: 'max_docs', value: maxDocs })),
  }
}

export const scriptsRefused = (body: JsonObject) =>
  parsingException('[script] is not supported by this node: there are no scripts', positionOf(body, 'script'))
