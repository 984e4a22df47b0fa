/**
 * The parameters by which a caller says how index expressions are expanded: one table to spread into an API's declaration, one parser
 * that turns them into `IndicesOptions`. Used by every API that takes index names.
 */
import { illegalArgument } from '../core/errors.ts'
import type { IndicesOptions } from '../request/names.ts'
import { STRICT_EXPAND_OPEN } from '../request/names.ts'
import type { ParameterReader, ParameterTable } from '../request/parameters.ts'

/** The parameters, to be spread into an API's table. */
export const INDICES_OPTIONS_PARAMETERS = {
  ignore_unavailable: 'boolean',
  allow_no_indices: 'boolean',
  expand_wildcards: 'list',
  ignore_throttled: 'boolean',
} as const satisfies ParameterTable

/** Reads them; what is absent keeps the API's own default. `ignore_throttled` is checked and, having no frozen indices to skip, done. */
export function parseIndicesOptions(parameters: ParameterReader, defaults: IndicesOptions = STRICT_EXPAND_OPEN): IndicesOptions {
  parameters.boolean('ignore_throttled', undefined)
  const ignoreUnavailable = parameters.boolean('ignore_unavailable', defaults.ignoreUnavailable)
  const expand = parameters.list('expand_wildcards')
  return {
    ...defaults,
    ignoreUnavailable,
    allowNoIndices: parameters.boolean('allow_no_indices', defaults.allowNoIndices),
    ...(expand === undefined ? {} : parseExpandWildcards(expand)),
  }
}

type Expansion = Pick<IndicesOptions, 'expandOpen' | 'expandClosed' | 'expandHidden'>

/** Later words add to earlier ones; `none` takes everything back, as in Elasticsearch. */
export function parseExpandWildcards(words: readonly string[]): Expansion {
  let expansion: Expansion = { expandOpen: false, expandClosed: false, expandHidden: false }
  for (const word of words) expansion = expandBy(expansion, word)
  return expansion
}

function expandBy(expansion: Expansion, word: string): Expansion {
  switch (word) {
    case 'open':
      return { ...expansion, expandOpen: true }
    case 'closed':
      return { ...expansion, expandClosed: true }
    case 'hidden':
      return { ...expansion, expandHidden: true }
    case 'all':
      return { expandOpen: true, expandClosed: true, expandHidden: true }
    case 'none':
      return { expandOpen: false, expandClosed: false, expandHidden: false }
    default:
      throw illegalArgument(`No valid expand wildcard value [${word}]`)
  }
}
