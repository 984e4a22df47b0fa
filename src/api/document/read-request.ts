/** What get, exists and `_source` read alike: one document, and what of it is wanted. */
import { validationFailed } from '../../core/errors.ts'
import type { VersionType } from '../../engine/shard.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { Targets } from '../../request/names.ts'
import type { ParameterReader, ParameterTable } from '../../request/parameters.ts'
import { FETCH_SOURCE_PARAMETERS, type FetchSource, NO_SOURCE, parseFetchSource, WHOLE_SOURCE } from '../fetch-source.ts'
import { longParameter } from '../long-parameter.ts'
import { checkPreference } from '../preference.ts'
import { parseVersionType } from './write-conditions.ts'

/** Parameters of every single read. */
export const READ_PARAMETERS = {
  ...FETCH_SOURCE_PARAMETERS,
  preference: 'text',
  realtime: 'boolean',
  refresh: 'boolean',
  routing: 'text',
  version: 'text',
  version_type: 'text',
} as const satisfies ParameterTable

/** How a document is looked for. */
export interface Lookup {
  /** False: only what the last refresh made visible. */
  readonly realtime: boolean
  /** Refresh first. */
  readonly refresh: boolean
}

/** One document, and what of it is wanted. */
export interface DocumentRead {
  readonly index: string
  readonly id: string
  readonly routing: string | undefined
  /** The version it must have; otherwise 409. */
  readonly version: number | undefined
  readonly versionType: VersionType
  readonly fetch: FetchSource
  readonly storedFields: readonly string[]
}

export interface SingleRead extends DocumentRead {
  readonly lookup: Lookup
}

export function parseLookup(parameters: ParameterReader): Lookup {
  checkPreference(parameters)
  return { realtime: parameters.boolean('realtime', true), refresh: parameters.boolean('refresh', false) }
}

/** The request as a read; `storedFields` where the API has that parameter. */
export function parseRead({ parameters, path }: ApiRequest, storedFields: readonly string[] | undefined): SingleRead {
  return {
    index: path.get('index')!,
    id: path.get('id')!,
    routing: parameters.text('routing') || undefined,
    version: longParameter(parameters, 'version'),
    versionType: parseVersionType(parameters.text('version_type')) ?? 'internal',
    ...wantedParts(storedFields, parseFetchSource(parameters)),
    lookup: parseLookup(parameters),
  }
}

/** Stored fields replace the source, unless it is asked for as well, by itself or as one of them. */
export function wantedParts(
  storedFields: readonly string[] | undefined,
  fetch: FetchSource | undefined,
): Pick<DocumentRead, 'fetch' | 'storedFields'> {
  if (storedFields === undefined) return { fetch: fetch ?? WHOLE_SOURCE, storedFields: [] }
  const isSourceNamed = storedFields.includes('_source')
  return {
    fetch: fetch ?? (isSourceNamed ? WHOLE_SOURCE : NO_SOURCE),
    storedFields: storedFields.filter((name) => !name.startsWith('_')),
  }
}

/** A read of nothing but the source cannot do without it. */
export function assertFetches(read: SingleRead): void {
  if (!read.fetch.fetch) throw validationFailed(['fetching source can not be disabled'])
}

export const singleReadTargets = (read: SingleRead): Targets => ({
  kind: 'items',
  items: [{ action: 'indices:data/read/get', index: read.index, creates: false }],
})
