/** `_count`: how many documents a query matches. */
import { illegalArgument, parsingException } from '../../core/errors.ts'
import { namePositionOf } from '../../core/json/positions.ts'
import type { JsonObject } from '../../core/json/value.ts'
import { type CountRequest, count as runCount } from '../../engine/search/count.ts'
import { MATCH_ALL, type QueryNode } from '../../query/node.ts'
import { parseQuery } from '../../query/parse.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { IndicesOptions } from '../../request/names.ts'
import { splitList } from '../../request/parameters.ts'
import { ok } from '../../request/reply.ts'
import { backendApi } from '../define.ts'
import { INDICES_OPTIONS_PARAMETERS, parseIndicesOptions } from '../indices-options.ts'
import { checkPreference } from '../preference.ts'
import { QUERY_STRING_PARAMETERS, refuseQueryString } from './query-parameters.ts'
import { readQuery } from './read-query.ts'
import { withReaders } from './readers.ts'
import { searchShards } from './shards-output.ts'
import { lookUpTerms, lookupTargets } from './term-lookups.ts'

interface CountInput {
  readonly expressions: readonly string[]
  readonly indicesOptions: IndicesOptions
  readonly request: Omit<CountRequest, 'now'>
}

export const count = backendApi<CountInput>({
  name: 'count',
  summary: 'Counts the documents that match a query.',
  routes: [
    { method: 'GET', path: '/_count' },
    { method: 'POST', path: '/_count' },
    { method: 'GET', path: '/{index}/_count' },
    { method: 'POST', path: '/{index}/_count' },
  ],
  action: 'indices:data/read/search',
  scope: 'indices',
  parameters: {
    ...INDICES_OPTIONS_PARAMETERS,
    ...QUERY_STRING_PARAMETERS,
    min_score: 'float',
    preference: 'text',
    routing: 'list',
    terminate_after: 'integer',
  },
  body: 'optional',
  parse: parseCount,
  targets: ({ expressions, indicesOptions, request }) => ({
    kind: 'indices',
    expressions,
    options: indicesOptions,
    ...lookupTargets(request.query),
  }),
  remote: { kind: 'query', read: readQuery, merge: 'count' },
  embedded: async (engine, input) => {
    const [query] = await lookUpTerms(engine, input.request.query)
    return withReaders(engine, async (readers) => {
      const node = engine.node.nodeId
      const result = await runCount(readers, { ...input.request, query, now: Date.now() }, node)
      return ok({
        count: result.count,
        terminated_early: input.request.terminateAfter > 0 ? result.terminatedEarly : undefined,
        _shards: searchShards(readers.length, result.failures, node),
      })
    })
  },
})

function parseCount({ path, parameters, body, uri }: ApiRequest): CountInput {
  refuseQueryString(parameters, uri)
  checkPreference(parameters)
  const terminateAfter = parameters.integer('terminate_after', 0)
  if (terminateAfter < 0) throw illegalArgument('terminateAfter must be > 0')
  return {
    expressions: splitList(path.get('index') ?? ''),
    indicesOptions: parseIndicesOptions(parameters),
    request: { query: queryOnly(body.object()), minScore: minScoreOf(parameters.text('min_score')), terminateAfter },
  }
}

/** A body that may hold a query and nothing else. */
export function queryOnly(body: JsonObject): QueryNode {
  for (const key of body.keys()) {
    if (key !== 'query') throw parsingException(`request does not support [${key}]`, namePositionOf(body, key))
  }
  return body.has('query') ? parseQuery(body, 'query') : MATCH_ALL
}

/** Elasticsearch takes -1 for none. */
function minScoreOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '-1') return undefined
  const score = text.trim() === '' ? Number.NaN : Number(text)
  if (!Number.isNaN(score)) return Math.fround(score)
  throw illegalArgument(`Failed to parse float parameter [min_score] with value [${text}]`)
}
