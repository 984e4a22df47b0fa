/** What a kind of aggregation must answer to take part: how it is read. One such value per file in `kinds/`. */
import type { JsonContainer } from '../core/json/positions.ts'
import type { JsonObject } from '../core/json/value.ts'
import type { QueryNode } from '../query/node.ts'
import type { Plan } from './aggregation.ts'

/** What stands around an aggregation. */
export interface AggregationPlace {
  readonly name: string
  /** The query that is a member of a container. */
  query(container: JsonContainer, key: string | number): QueryNode
}

export interface AggregationKind {
  /** Others may stand in its buckets. */
  readonly hasBuckets: boolean
  /** Reads the object that follows the kind's name; throws in Elasticsearch's words. */
  parse(body: JsonObject, place: AggregationPlace): Plan
}
