/**
 * Whether and what of `_source` a reply carries: `_source`, `_source_includes`, `_source_excludes` as query parameters, or as the member
 * of a body. Used by get, mget, update and bulk.
 */
import { RawJson } from '../core/json/output.ts'
import { filterSource } from '../core/json/source-filter.ts'
import { type ParameterReader, type ParameterTable, splitList } from '../request/parameters.ts'

export interface FetchSource {
  readonly fetch: boolean
  readonly includes: readonly string[]
  readonly excludes: readonly string[]
}

/** The whole document. */
export const WHOLE_SOURCE: FetchSource = { fetch: true, includes: [], excludes: [] }

/** No source at all. */
export const NO_SOURCE: FetchSource = { fetch: false, includes: [], excludes: [] }

/** The parameters, to be spread into an API's table. */
export const FETCH_SOURCE_PARAMETERS = {
  _source: 'list',
  _source_includes: 'list',
  _source_excludes: 'list',
} as const satisfies ParameterTable

/** What the parameters ask for; undefined where they say nothing. `_source=false` wins, named fields replace those in `_source`. */
export function parseFetchSource(parameters: ParameterReader): FetchSource | undefined {
  const word = parameters.text('_source')
  const isSwitch = word === undefined || word === '' || word === 'true' || word === 'false'
  const includes = parameters.list('_source_includes') ?? (isSwitch ? undefined : splitList(word))
  const excludes = parameters.list('_source_excludes')
  if (word === undefined && includes === undefined && excludes === undefined) return undefined
  return { fetch: word !== 'false', includes: includes ?? [], excludes: excludes ?? [] }
}

/** The source as it goes into a reply; undefined where it was not asked for. */
export function applyFetchSource(source: Buffer, wanted: FetchSource): RawJson | undefined {
  if (!wanted.fetch) return undefined
  const isWhole = wanted.includes.length === 0 && wanted.excludes.length === 0
  return isWhole ? new RawJson(source) : filterSource(source, wanted.includes, wanted.excludes)
}
