/**
 * The checked tree of a query: one type per kind of node, values still as the request gave them. Made by `parse.ts`; the engine compiles
 * it against a mapping, document security and later rewrites walk it by `walk.ts`.
 */
import type { JsonValue } from '../core/json/value.ts'
import type { MinimumShouldMatch } from './minimum-should-match.ts'

interface NodeBase {
  /** Multiplies the score; never negative. */
  readonly boost: number
  /** `_name`: listed in a hit's `matched_queries` where the node matches. */
  readonly name: string | undefined
}

export interface MatchAllNode extends NodeBase {
  readonly kind: 'match_all'
}

export interface MatchNoneNode extends NodeBase {
  readonly kind: 'match_none'
}

/** A string, a number or a boolean: what may stand for a value of a field. */
export type Scalar = Exclude<JsonValue, null | JsonValue[] | Map<string, JsonValue>>

export type Operator = 'or' | 'and'
export type ZeroTerms = 'none' | 'all'

/** What all queries that analyse a text have in common. */
export interface AnalysedText {
  readonly text: Scalar
  /** An analyzer by name, instead of the field's own. */
  readonly analyzer: string | undefined
  /** What matches when analysis leaves no term. */
  readonly zeroTerms: ZeroTerms
}

export interface MatchNode extends NodeBase, AnalysedText {
  readonly kind: 'match'
  readonly field: string
  readonly operator: Operator
  readonly minimumShouldMatch: MinimumShouldMatch | undefined
  /** A value the field cannot read matches nothing instead of failing. */
  readonly lenient: boolean
}

export interface MatchPhraseNode extends NodeBase, AnalysedText {
  readonly kind: 'match_phrase'
  readonly field: string
  readonly slop: number
}

/** A field or a pattern of field names with its weight (`title^3`). */
export interface WeightedField {
  readonly pattern: string
  readonly boost: number
}

export interface MultiMatchNode extends NodeBase, AnalysedText {
  readonly kind: 'multi_match'
  /** Empty: every field that can be asked. */
  readonly fields: readonly WeightedField[]
  readonly type: 'best_fields' | 'most_fields' | 'phrase'
  readonly tieBreaker: number | undefined
  readonly operator: Operator
  readonly minimumShouldMatch: MinimumShouldMatch | undefined
  readonly lenient: boolean
  readonly slop: number
}

export interface TermNode extends NodeBase {
  readonly kind: 'term'
  readonly field: string
  readonly value: Scalar
  readonly caseInsensitive: boolean
}

export interface TermsNode extends NodeBase {
  readonly kind: 'terms'
  readonly field: string
  readonly values: readonly Scalar[]
  /** Where the values are kept; such a node has none until they have been looked up (`walk.ts`). */
  readonly lookup?: TermsLookup
}

/** Values in a document, of an index that whoever asks must be allowed to read. */
export interface TermsLookup {
  readonly index: string
  readonly id: string
  /** Of the member in its source. */
  readonly path: string
  readonly routing: string | undefined
}

export interface RangeBound {
  readonly value: Scalar
  readonly inclusive: boolean
}

export interface RangeNode extends NodeBase {
  readonly kind: 'range'
  readonly field: string
  readonly lower: RangeBound | undefined
  readonly upper: RangeBound | undefined
  readonly format: string | undefined
  readonly timeZone: string | undefined
}

export interface ExistsNode extends NodeBase {
  readonly kind: 'exists'
  readonly field: string
}

export interface PrefixNode extends NodeBase {
  readonly kind: 'prefix'
  readonly field: string
  readonly value: string
  readonly caseInsensitive: boolean
}

export interface WildcardNode extends NodeBase {
  readonly kind: 'wildcard'
  readonly field: string
  /** `*` any characters, `?` one, `\` takes the next as it is. */
  readonly pattern: string
  readonly caseInsensitive: boolean
}

export interface IdsNode extends NodeBase {
  readonly kind: 'ids'
  readonly values: readonly string[]
}

export interface BoolNode extends NodeBase {
  readonly kind: 'bool'
  readonly must: readonly QueryNode[]
  readonly filter: readonly QueryNode[]
  readonly should: readonly QueryNode[]
  readonly mustNot: readonly QueryNode[]
  readonly minimumShouldMatch: MinimumShouldMatch | undefined
}

export interface ConstantScoreNode extends NodeBase {
  readonly kind: 'constant_score'
  readonly filter: QueryNode
}

export interface DisMaxNode extends NodeBase {
  readonly kind: 'dis_max'
  readonly queries: readonly QueryNode[]
  readonly tieBreaker: number
}

export type QueryNode =
  | MatchAllNode
  | MatchNoneNode
  | MatchNode
  | MatchPhraseNode
  | MultiMatchNode
  | TermNode
  | TermsNode
  | RangeNode
  | ExistsNode
  | PrefixNode
  | WildcardNode
  | IdsNode
  | BoolNode
  | ConstantScoreNode
  | DisMaxNode

export type QueryNodeKind = QueryNode['kind']
export type NodeOf<Kind extends QueryNodeKind> = Extract<QueryNode, { kind: Kind }>

/** The query of a request that has none. */
export const MATCH_ALL: MatchAllNode = { kind: 'match_all', boost: 1, name: undefined }
