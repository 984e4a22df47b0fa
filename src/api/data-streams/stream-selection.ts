/** Data streams by expression: nothing else is named by it. */
import type { ApiRequest } from '../../request/api.ts'
import { type IndicesOptions, STRICT_EXPAND_OPEN } from '../../request/names.ts'
import { splitList } from '../../request/parameters.ts'
import type { RemoteForm } from '../../request/remote-form.ts'
import type { IndexSelection } from '../indices/index-names.ts'
import { parseExpandWildcards } from '../indices-options.ts'

const STREAM_OPTIONS: IndicesOptions = {
  ...STRICT_EXPAND_OPEN,
  expandClosed: true,
  allowClosed: true,
  allowAliases: false,
  onlyStreams: true,
}

/** No name has a space, so this pattern matches none. */
const NONE = 'no data stream*'

/** The granted streams, put to a cluster by their names. */
export const remoteStreams = (method: 'DELETE' | 'GET'): RemoteForm<IndexSelection> => ({
  kind: 'built',
  build: (_, access, _body, query) => {
    const names = [...new Set(access.expect('indices').indices.flatMap(({ dataStream }) => dataStream ?? []))]
    if (names.length === 0) return { method, path: ['_data_stream', NONE], query }
    return { method, path: ['_data_stream', '{index}'], query, names, merge: 'refused' }
  },
})

export function parseStreams({ path, parameters }: ApiRequest): IndexSelection {
  parameters.time('master_timeout', undefined)
  const expand = parameters.list('expand_wildcards')
  return {
    expressions: splitList(path.get('name') ?? '*'),
    // Closed or not: a stream is there with all its indices.
    options: { ...STREAM_OPTIONS, ...(expand ? parseExpandWildcards(expand) : {}), expandClosed: true },
  }
}
