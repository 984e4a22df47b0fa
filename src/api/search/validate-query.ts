/** `_validate/query`: whether a query could be run. Explanations of how it would be run are not offered. */
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import { isValidQuery } from '../../engine/search/validate.ts'
import type { QueryNode } from '../../query/node.ts'
import type { ApiRequest, RequestBody } from '../../request/api.ts'
import type { IndicesOptions } from '../../request/names.ts'
import { type ParameterReader, splitList } from '../../request/parameters.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { queryOnly } from './count.ts'
import { QUERY_STRING_PARAMETERS, refuseQueryString } from './query-parameters.ts'
import { readQuery } from './read-query.ts'
import { withReaders } from './readers.ts'
import { refuseScoreExplanation } from './search-parameters.ts'
import { lookUpTerms, lookupTargets } from './term-lookups.ts'

interface ValidateInput {
  readonly expressions: readonly string[]
  readonly indicesOptions: IndicesOptions
  /** undefined: it could not even be read. */
  readonly query: QueryNode | undefined
  readonly explains: boolean
}

export const validateQuery = backendApi<ValidateInput>({
  name: 'indices.validate_query',
  summary: 'Tells whether a query could be run.',
  routes: [
    { method: 'GET', path: '/_validate/query' },
    { method: 'POST', path: '/_validate/query' },
    { method: 'GET', path: '/{index}/_validate/query' },
    { method: 'POST', path: '/{index}/_validate/query' },
  ],
  action: 'indices:admin/validate/query',
  scope: 'indices',
  parameters: {
    ...INDICES_OPTIONS_PARAMETERS,
    ...QUERY_STRING_PARAMETERS,
    all_shards: 'boolean',
    explain: 'boolean',
    rewrite: 'boolean',
  },
  body: 'optional',
  parse: parseValidate,
  targets: ({ expressions, indicesOptions, query }) => ({
    kind: 'indices',
    expressions,
    options: indicesOptions,
    ...lookupTargets(query),
  }),
  remote: { kind: 'query', read: readQuery },
  embedded: async (engine, { query: given, explains }) => {
    const [query] = await lookUpTerms(engine, given)
    return withReaders(engine, async (readers) => {
      refuseScoreExplanation(explains)
      if (!query) return ok({ valid: false })
      const shards = { total: readers.length, successful: readers.length, failed: 0 }
      return ok({ _shards: shards, valid: isValidQuery(readers, query, Date.now()) })
    })
  },
})

function parseValidate({ path, parameters, body, uri }: ApiRequest): ValidateInput {
  refuseQueryString(parameters, uri)
  refuseRewriting(parameters)
  return {
    expressions: splitList(path.get('index') ?? ''),
    indicesOptions: parseIndicesOptions(parameters),
    query: findQuery(body),
    explains: parameters.boolean('explain', false),
  }
}

/** One index is one shard here, so `all_shards` changes nothing. */
function refuseRewriting(parameters: ParameterReader): void {
  parameters.boolean('all_shards', undefined)
  if (parameters.boolean('rewrite', false)) throw illegalArgument('[rewrite] is not supported by this node')
}

function findQuery(body: RequestBody): QueryNode | undefined {
  try {
    return queryOnly(body.object())
  } catch (error) {
    if (error instanceof ElasticError) return undefined
    throw error
  }
}
