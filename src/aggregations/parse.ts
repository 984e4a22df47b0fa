/** The member `aggs` of a body → checked aggregations. Called by the APIs that aggregate. */
import { ElasticError, illegalArgument, parsingException } from '../core/errors.ts'
import { endPositionOf, namePositionOf, positionOf } from '../core/json/positions.ts'
import { isJsonObject, type JsonObject, type JsonValue, tokenName } from '../core/json/value.ts'
import type { Option } from '../query/options.ts'
import { wrongToken } from '../query/strict-object.ts'
import { suggestion } from '../query/suggestion.ts'
import type { Aggregation, Plan } from './aggregation.ts'
import type { AggregationPlace } from './kind.ts'
import { AGGREGATION_KINDS, PIPELINE_KINDS, UNOFFERED_KINDS } from './kinds.ts'

type ReadQuery = AggregationPlace['query']

/** Buckets of buckets of buckets: nobody needs more, and each level multiplies what is kept. */
const DEEPEST = 10

/** `readQuery` reads queries inside of aggregations. */
export const readAggregations =
  (readQuery: ReadQuery) =>
  (option: Option): readonly Aggregation[] => {
    if (!isJsonObject(option.value)) throw wrongToken(option)
    return readAll(option.value, readQuery, 1)
  }

const readAll = (named: JsonObject, readQuery: ReadQuery, depth: number): readonly Aggregation[] => {
  if (depth > DEEPEST) throw illegalArgument(`aggregations are nested more than [${DEEPEST}] deep`)
  return [...named.keys()].map((name) => readOne(named, name, readQuery, depth))
}

function readOne(named: JsonObject, name: string, readQuery: ReadQuery, depth: number): Aggregation {
  if (!/^[^[\]>]+$/.test(name)) {
    const reason = `Invalid aggregation name [${name}]. Aggregation names can contain any character except '[', ']', and '>'`
    throw parsingException(reason, namePositionOf(named, name))
  }
  const definition = named.get(name)
  if (!isJsonObject(definition)) {
    const reason = `Aggregation definition for [${name} starts with a [${tokenName(definition ?? null)}], expected a [START_OBJECT].`
    throw parsingException(reason, positionOf(named, name))
  }
  const { kind, innerKey, meta } = membersOf(definition, name)
  const plan = planOf(definition, kind, { name, query: readQuery })
  const given = innerKey === undefined ? undefined : definition.get(innerKey)
  const inner = isJsonObject(given) ? readAll(given, readQuery, depth + 1) : []
  if (inner.length > 0 && AGGREGATION_KINDS.get(kind)?.hasBuckets === false) {
    throw illegalArgument(`Aggregator [${name}] of type [${kind}] cannot accept sub-aggregations`)
  }
  return { name, meta, plan, inner }
}

interface Members {
  readonly kind: string
  /** `aggs` or `aggregations`. */
  readonly innerKey: string | undefined
  readonly meta: JsonObject | undefined
}

function membersOf(definition: JsonObject, name: string): Members {
  let kind: string | undefined
  let innerKey: string | undefined
  let meta: JsonObject | undefined
  for (const [key, value] of definition) {
    const body = asObject(definition, key, value, name)
    if (key === 'meta') meta = body
    else if (key === 'aggs' || key === 'aggregations') {
      if (innerKey !== undefined)
        throw parsingException(`Found two sub aggregation definitions under [${name}]`, positionOf(definition, key))
      innerKey = key
    } else if (kind === undefined) kind = key
    else {
      const reason = `Found two aggregation type definitions in [${name}]: [${kind}] and [${key}]`
      throw parsingException(reason, positionOf(definition, key))
    }
  }
  if (kind === undefined) throw parsingException(`Missing definition for aggregation [${name}]`, endPositionOf(definition))
  return { kind, innerKey, meta }
}

function asObject(definition: JsonObject, key: string, value: JsonValue, name: string): JsonObject {
  if (isJsonObject(value)) return value
  const reason = `Expected [START_OBJECT] under [${key}], but got a [${tokenName(value)}] in [${name}]`
  throw parsingException(reason, positionOf(definition, key))
}

function planOf(definition: JsonObject, kind: string, place: AggregationPlace): Plan {
  const found = AGGREGATION_KINDS.get(kind)
  if (found) return found.parse(definition.get(kind) as JsonObject, place)
  const isPipeline = PIPELINE_KINDS.has(kind)
  if (!isPipeline && !UNOFFERED_KINDS.has(kind)) throw unknownKind(definition, kind)
  return {
    open(ground) {
      throw ground.refusal(place.name, kind, isPipeline)
    },
  }
}

function unknownKind(definition: JsonObject, kind: string): ElasticError {
  const at = positionOf(definition, kind)
  const known = [...AGGREGATION_KINDS.keys(), ...UNOFFERED_KINDS, ...PIPELINE_KINDS]
  return new ElasticError('parsing_exception', `Unknown aggregation type [${kind}]${suggestion(kind, known)}`, {
    ...(at ? { members: { line: at.line, col: at.column } } : {}),
    causedBy: new ElasticError(
      'named_object_not_found_exception',
      `${at ? `[${at.line}:${at.column}] ` : ''}unknown field [${kind}]`,
    ),
  })
}
