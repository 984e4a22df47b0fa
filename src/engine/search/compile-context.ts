/** What the compilers of queries share: the index, its counts, the weights that carry a name, and the budget of clauses. */
import { illegalArgument } from '../../core/errors.ts'
import type { MappedField } from '../../mapping/field.ts'
import type { QueryNode } from '../../query/node.ts'
import { DEFAULT_QUERY_LIMITS, tooManyClauses } from '../../query/parse.ts'
import type { IndexReader } from '../reader.ts'
import { IndexStatistics } from './statistics.ts'
import type { Weight } from './weight.ts'

/** How a node's matches count: multiplied by what, or not at all (filters). */
export interface Scoring {
  readonly boost: number
  readonly scores: boolean
}

export interface NamedWeight {
  readonly name: string
  readonly weight: Weight
}

export class CompileContext {
  readonly reader: IndexReader
  readonly statistics: IndexStatistics
  /** The instant that `now` means, for the whole request. */
  readonly now: number
  readonly named: NamedWeight[] = []
  #clauses = 0

  constructor(reader: IndexReader, now: number) {
    this.reader = reader
    this.statistics = new IndexStatistics(reader)
    this.now = now
  }

  field(path: string): MappedField | undefined {
    return this.reader.field(path)
  }

  /** Counts what a query becomes, so that no text can grow into a boundless one. */
  spend(clauses: number): void {
    this.#clauses += clauses
    if (this.#clauses > DEFAULT_QUERY_LIMITS.clauses) throw tooManyClauses(DEFAULT_QUERY_LIMITS.clauses)
  }
}

/** Compiles one kind of node. `compile` is for the nodes inside. */
export type Compiler<Node extends QueryNode> = (node: Node, scoring: Scoring, context: CompileContext, compile: Compile) => Weight
export type Compile = (node: QueryNode, scoring: Scoring) => Weight

/** The same scoring within a node that has a boost. */
export function within(scoring: Scoring, boost: number): Scoring {
  const product = Math.fround(scoring.boost * boost)
  if (Number.isFinite(product)) return { ...scoring, boost: product }
  throw illegalArgument(`boost must be a positive float, got ${product}`)
}

/** For clauses that only filter. */
export const UNSCORED: Scoring = { boost: 0, scores: false }
