/** A search as the engine runs it: everything checked, nothing of HTTP left. */
import type { JsonValue } from '../../core/json/value.ts'
import type { QueryNode } from '../../query/node.ts'
import type { Slice } from './slice.ts'
import type { SortKey } from './sort/sort-key.ts'

export type SortMode = 'min' | 'max' | 'sum' | 'avg' | 'median'

/** One key of an order. */
export type SortSpec =
  | { readonly by: 'score'; readonly descending: boolean }
  | { readonly by: 'doc'; readonly descending: boolean }
  /** By index, then by place within: no two documents of a search are equal. */
  | { readonly by: 'shardDoc'; readonly descending: boolean }
  | FieldSort

export interface FieldSort {
  readonly by: 'field'
  readonly field: string
  readonly descending: boolean
  /** Where documents without a value stand, or the value they are taken to have. */
  readonly missing: '_first' | '_last' | { readonly value: JsonValue }
  readonly mode: SortMode | undefined
  /** The type that a field counts as in an index that does not map it; otherwise that is an error. */
  readonly unmappedType: string | undefined
  /** How dates are shown. */
  readonly format: string | undefined
}

/** A field to be shown, or a pattern of such. */
export interface FieldRequest {
  readonly field: string
  readonly format: string | undefined
}

/** Where a page ended, for the one that follows it on the same readers. */
export interface Position {
  /** The reader's place among those of the search. */
  readonly reader: number
  readonly doc: number
  readonly score: number
  readonly keys: readonly SortKey[]
}

export interface SearchRequest {
  readonly query: QueryNode
  readonly postFilter: QueryNode | undefined
  readonly from: number
  readonly size: number
  /** Empty: by score. */
  readonly sort: readonly SortSpec[]
  readonly searchAfter: readonly JsonValue[] | undefined
  /** Only what comes behind it; undefined: from the start. */
  readonly position?: Position | undefined
  readonly slice?: Slice | undefined
  /** The pages of a scroll have another limit's words. */
  readonly isScroll?: boolean
  /** Up to how many hits are counted exactly; infinite: all of them; 0: none. */
  readonly trackTotalHits: number
  readonly trackScores: boolean
  readonly minScore: number | undefined
  /** Stop in each index after so many hits; 0: never. */
  readonly terminateAfter: number
  /** Milliseconds after which what was found so far is the answer; undefined or -1: no limit. */
  readonly timeout: number | undefined
  /** undefined: no `_source`; without patterns: all of it. */
  readonly source: { readonly includes: readonly string[]; readonly excludes: readonly string[] } | undefined
  /** Stored fields to show, or patterns of such. */
  readonly storedFields: readonly string[]
  readonly docvalueFields: readonly FieldRequest[]
  readonly version: boolean
  readonly seqNoPrimaryTerm: boolean
  /** `stored_fields: _none_`: not even the id. */
  readonly bare: boolean
  /** `matched_queries` with the score of each. */
  readonly namedQueriesScore: boolean
  /** Factors for the scores of single indices. */
  readonly indicesBoost: ReadonlyMap<string, number>
  /** One failing index fails the search. */
  readonly allowPartialResults: boolean
  /** The instant that `now` means. */
  readonly now: number
  /** Aborted, with the reason in words, when nobody wants the answer any more: the search ends then. Asked where it takes its time. */
  readonly gone?: (() => AbortSignal) | undefined
  /** Told after every index how far it is. */
  readonly watch?:
    | ((progress: {
        readonly total: number
        readonly successful: number
        readonly failed: number
        readonly hits: number
      }) => void)
    | undefined
}
