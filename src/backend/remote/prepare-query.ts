/**
 * The body of a search before it goes up: names in it become the granted ones, the filters of aliases that it came through are put into its query, and
 * boosts are for granted indices only.
 */
import { forbidden, illegalArgument } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import { parseJson } from '../../core/json/parse.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts'
import { writeJson } from '../../core/json/write.ts'
import { compileWildcard } from '../../core/wildcard.ts'
import { passSearchBody } from '../../query/foreign/grammar.ts'
import type { IndexGrant } from '../../request/access.ts'
import { type Forwarded, type Head, headOf } from './forwarded.ts'
import { documentPlace } from './item-place.ts'

/** The request without its path. */
export function prepareQuery(call: Forwarded): Head {
  const head = headOf(call)
  const { indices } = call.access.expect('indices')
  const routing = searchRouting(call, indices)
  if (routing !== undefined && !head.query.has('routing')) head.query.set('routing', routing)
  const prepared = prepareBody(call, head.query)
  return prepared.size === 0 ? head : { ...head, body: { bytes: writeJson(prepared) } }
}

/** Its body alone. */
export function prepareBody(call: Forwarded, query: Map<string, string>): ReadonlyMap<string, JsonOutput> {
  const given = call.input.reading?.body
  const { indices } = call.access.expect('indices')
  const body = given && withPlaces(given, call)
  return withFilters(withBoosts(body ?? new Map(), call, indices), query, indices)
}

/** What the query looks up is read where that was granted; the reads come in the order of their targets. */
function withPlaces(body: JsonObject, { access, names }: Forwarded): JsonObject {
  const { lookups = [] } = access.expect('indices')
  let next = 0
  return passSearchBody(body, ({ index: name, routing }) => {
    const granted = lookups[next++]
    if (!granted) throw new Error('a lookup was not authorized')
    const item = { granted: true, index: granted, exists: true, mayCreate: false } as const
    return documentPlace(names, item, { action: '', name, routing, requireAlias: false, requireDataStream: false })
  })
}

/** Members that only show, count or order what the query found: a filter in the query holds for them too. */
const FILTERABLE = new Set([
  '_source',
  'aggregations',
  'aggs',
  'collapse',
  'docvalue_fields',
  'explain',
  'fields',
  'from',
  'highlight',
  'indices_boost',
  'min_score',
  'post_filter',
  'profile',
  'query',
  'rescore',
  'script_fields',
  'search_after',
  'seq_no_primary_term',
  'size',
  'slice',
  'sort',
  'stats',
  'stored_fields',
  'terminate_after',
  'timeout',
  'track_scores',
  'track_total_hits',
  'version',
])

type Body = ReadonlyMap<string, JsonOutput>

/** An index that was reached through filtered aliases shows what one of their filters matches. */
function withFilters(body: Body, query: Map<string, string>, indices: readonly IndexGrant[]): Body {
  if (indices.every(({ filters }) => filters === undefined)) return body
  const odd = [...body.keys()].find((key) => !FILTERABLE.has(key))
  if (odd !== undefined) throw forbidden(`[${odd}] cannot be narrowed to the filter of an alias in front of a cluster`)
  if (query.has('q'))
    throw forbidden('[q] cannot be narrowed to the filter of an alias in front of a cluster; send a query in the body')
  if (hasGlobal(body)) throw forbidden('[global] cannot be narrowed to the filter of an alias in front of a cluster')
  const must = body.get('query') ?? { match_all: {} }
  return new Map(body).set('query', {
    bool: { must: [must], filter: [{ bool: { should: indices.map(seenOf), minimum_should_match: 1 } }] },
  })
}

function seenOf({ name, filters }: IndexGrant): JsonOutput {
  const index = { term: { _index: name } }
  if (!filters) return index
  return {
    bool: {
      filter: [index, { bool: { should: filters.map((filter) => parseJson(Buffer.from(filter))), minimum_should_match: 1 } }],
    },
  }
}

/** A `global` aggregation looks past the query. */
function hasGlobal(body: Body): boolean {
  return [body.get('aggs'), body.get('aggregations')].some((aggregations) => holdsGlobal(aggregations as JsonValue | undefined))
}

function holdsGlobal(aggregations: JsonValue | undefined): boolean {
  if (!isJsonObject(aggregations)) return false
  return [...aggregations.values()].some(
    (one) => isJsonObject(one) && (one.has('global') || holdsGlobal(one.get('aggs')) || holdsGlobal(one.get('aggregations'))),
  )
}

/** The first entry that matches an index by name or alias counts. */
function withBoosts(body: JsonObject, { names }: Forwarded, indices: readonly IndexGrant[]): Body {
  const given = body.get('indices_boost')
  if (given === undefined) return body
  const entries = (Array.isArray(given) ? given : [given]).flatMap((one) => (isJsonObject(one) ? [...one] : []))
  const rules = entries.map(([pattern, boost]) => ({ matcher: compileWildcard(pattern), boost }))
  const boosts = indices.flatMap(({ name }): JsonOutput[] => {
    const all = [name, ...(names.indices.get(name)?.aliases ?? [])]
    const rule = rules.find(({ matcher }) => all.some((one) => matcher.matches(one)))
    return rule ? [{ [name]: rule.boost }] : []
  })
  return new Map<string, JsonOutput>(body).set('indices_boost', boosts)
}

/** Routing that aliases bring along, where all that the search came through bring the same. */
export function searchRouting({ names, input: { request } }: Forwarded, indices: readonly IndexGrant[]): string | undefined {
  if (request.parameters.given.has('routing')) return undefined
  const all = new Set(indices.map(({ name, alias }) => (alias === undefined ? undefined : names.routing(alias, name).search)))
  if (all.size <= 1) return [...all][0]
  throw illegalArgument('aliases with different search routing cannot be searched together in front of a cluster')
}
