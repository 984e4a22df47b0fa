/**
 * What aggregations are made of, whatever they are computed on: the ground says what its fields are, a plan is what was read of a request,
 * opened on a ground it makes collectors, one for every bucket that it stands in. Used by the kinds, and by whoever computes them.
 */
import type { ElasticError } from '../core/errors.ts'
import type { JsonOutput } from '../core/json/output.ts'
import type { JsonObject } from '../core/json/value.ts'
import type { QueryNode } from '../query/node.ts'

export interface AggregatedField<Item> {
  /** Values of `date` are milliseconds since the epoch. */
  readonly type: 'keyword' | 'text' | 'boolean' | 'date' | 'number'
  /** How dates are printed where the request does not say. */
  readonly format: string
  /** Empty where the document has none. */
  values(item: Item): readonly (string | boolean | number)[]
}

/** The documents that are aggregated. */
export interface Ground<Item> {
  /** Results carry their type in their names (`typed_keys`). */
  readonly typed: boolean
  /** Throws 400 for a field that may not be aggregated. */
  field(name: string): AggregatedField<Item>
  /** Throws 400 for a query that is not taken. */
  matches(query: QueryNode): (item: Item) => boolean
  /** Why an aggregation of this type is not taken. */
  refusal(name: string, type: string, isPipeline: boolean): ElasticError
}

export type Entry = readonly [string, JsonOutput]

/** Takes the documents of one bucket. */
export interface Collector<Item> {
  collect(item: Item): void
  /** Members of its result. */
  result(): readonly Entry[]
  /** What buckets are put in order by, where it is one number. */
  readonly order?: number
}

/** An aggregation on its ground. */
export interface OpenedKind<Item> {
  /** As `typed_keys` says it. */
  readonly type: string
  start(): Collector<Item>
}

export interface Opened<Item> extends OpenedKind<Item> {
  readonly name: string
  /** As results call it. */
  readonly key: string
  readonly meta: JsonObject | undefined
}

/** How a kind is computed; `inner` stands in each of its buckets. */
export interface Plan {
  open<Item>(ground: Ground<Item>, inner: readonly Opened<Item>[]): OpenedKind<Item>
}

/** One aggregation as it was read. */
export interface Aggregation {
  readonly name: string
  readonly meta: JsonObject | undefined
  readonly plan: Plan
  readonly inner: readonly Aggregation[]
}

/** Throws 400 for what the ground does not take. */
export const openAggregations = <Item>(aggregations: readonly Aggregation[], ground: Ground<Item>): readonly Opened<Item>[] =>
  aggregations.map(({ name, meta, plan, inner }) => {
    const { type, start } = plan.open(ground, openAggregations(inner, ground))
    return { name, meta, type, start, key: ground.typed ? `${type}#${name}` : name }
  })

/** Documents that belong together, and what is computed of them. */
export class Bucket<Item> {
  #count = 0
  readonly #inner: readonly { readonly opened: Opened<Item>; readonly collector: Collector<Item> }[]

  constructor(inner: readonly Opened<Item>[]) {
    this.#inner = inner.map((opened) => ({ opened, collector: opened.start() }))
  }

  get count(): number {
    return this.#count
  }

  collect(item: Item): void {
    this.#count++
    for (const { collector } of this.#inner) collector.collect(item)
  }

  /** Results of what stands in it; names may be any. */
  results(): readonly Entry[] {
    return this.#inner.map(({ opened: { key, meta }, collector }) => [
      key,
      new Map([...(meta ? [['meta', meta] as const] : []), ...collector.result()]),
    ])
  }

  /** `doc_count` and the results. */
  members(): readonly Entry[] {
    return [['doc_count', this.#count], ...this.results()]
  }

  /** What the aggregation of this name comes to as one number; undefined: there is none such. */
  orderOf(name: string): number | undefined {
    return this.#inner.find(({ opened }) => opened.name === name)?.collector.order
  }
}
