/** Parameters that search, count and validate share: a query in the address (`q`) is not offered, and nor is what belongs to it. */
import { illegalArgument } from '../../core/errors.ts'
import type { ParameterReader, ParameterTable } from '../../request/parameters.ts'

export const QUERY_STRING_PARAMETERS = {
  q: 'text',
  df: 'text',
  analyzer: 'text',
  analyze_wildcard: 'boolean',
  default_operator: 'text',
  lenient: 'boolean',
} as const satisfies ParameterTable

/** Refuses them, each in the words that fit. */
export function refuseQueryString(parameters: ParameterReader, uri: string): void {
  if (parameters.has('q')) throw illegalArgument('[q] is not supported by this node, send the query in the body')
  const others = Object.keys(QUERY_STRING_PARAMETERS).filter((name) => parameters.has(name))
  if (others.length === 0) return
  throw illegalArgument(`request [${uri}] contains parameters [${others.join(', ')}] but missing query string parameter 'q'.`)
}
