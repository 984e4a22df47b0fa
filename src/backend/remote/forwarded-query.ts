/** The query string that goes up: what was given and declared, without what the gateway has settled itself. */
import type { ApiRequest } from '../../request/api.ts'
import type { ParameterTable } from '../../request/parameters.ts'

/** How names were to be expanded: they are concrete by now. */
const SETTLED = new Set(['expand_wildcards', 'allow_no_indices', 'ignore_throttled', 'require_alias', 'require_data_stream'])

/** A new map, to be added to. */
export function forwardedQuery({ parameters }: ApiRequest, declared: ParameterTable): Map<string, string> {
  const query = new Map<string, string>()
  for (const [name, value] of parameters.given) {
    const goesUp = (Object.hasOwn(declared, name) && !SETTLED.has(name)) || name === 'human'
    // A bare flag is true; some upstreams read an empty value as false.
    if (goesUp) query.set(name, value)
  }
  return query
}
