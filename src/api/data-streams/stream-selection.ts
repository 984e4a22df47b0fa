/** Data streams by expression: nothing else is named by it. */
import type { ApiRequest } from '../../request/api.ts'
import { type IndicesOptions, STRICT_EXPAND_OPEN } from '../../request/names.ts'
import { splitList } from '../../request/parameters.ts'
import type { IndexSelection } from '../indices/index-names.ts'
import { parseExpandWildcards } from '../indices-options.ts'

const STREAM_OPTIONS: IndicesOptions = {
  ...STRICT_EXPAND_OPEN,
  expandClosed: true,
  allowClosed: true,
  allowAliases: false,
  onlyStreams: true,
}

export function parseStreams({ path, parameters }: ApiRequest): IndexSelection {
  parameters.time('master_timeout', undefined)
  const expand = parameters.list('expand_wildcards')
  return {
    expressions: splitList(path.get('name') ?? '*'),
    // Closed or not: a stream is there with all its indices.
    options: { ...STREAM_OPTIONS, ...(expand ? parseExpandWildcards(expand) : {}), expandClosed: true },
  }
}
