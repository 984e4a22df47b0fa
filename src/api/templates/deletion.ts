/** What the APIs that forget templates read alike. */
import type { ApiRequest } from '../../request/api.ts'
import { type ParameterTable, splitList } from '../../request/parameters.ts'

export const DELETE_PARAMETERS = { master_timeout: 'time', timeout: 'time' } as const satisfies ParameterTable

/** Names and patterns. */
export function parseDeletion({ path, parameters }: ApiRequest): readonly string[] {
  parameters.time('master_timeout', undefined)
  parameters.time('timeout', undefined)
  return splitList(path.get('name')!)
}

export const deletionOf = (names: readonly string[]): ReadonlyMap<string, undefined> =>
  new Map(names.map((name) => [name, undefined]))
