/**
 * How an API is put to the cluster that a gateway stands before: read by `backend/remote/`, declared beside the API. An API without one is
 * refused there. Nothing goes up as it came: names are the granted ones, paths and parameters are put together again.
 */
import type { ElasticError } from '../core/errors.ts'
import type { JsonObject } from '../core/json/value.ts'
import type { Access } from './access.ts'
import type { ApiRequest, Method } from './api.ts'
import type { LongReadKind } from './long-read-id.ts'
import type { Targets } from './names.ts'
import type { Reply } from './reply.ts'

/** A request as it goes up. */
export interface UpstreamRequest {
  readonly method: Method
  /** Segments, not yet encoded; `{index}` stands for `names`. */
  readonly path: readonly string[]
  readonly query: ReadonlyMap<string, string>
  readonly body?: UpstreamBody
}

/** A request over granted indices, split where their names do not fit. */
export interface BuiltRequest extends UpstreamRequest {
  readonly names?: readonly string[]
  /** `members` where left out; `refused`: replies to several requests would say nothing together. */
  readonly merge?: Merge | 'refused'
}

/** JSON unless it says otherwise. */
export interface UpstreamBody {
  readonly bytes: Uint8Array
  readonly isNdjson?: boolean
}

/** What a request names, read without the limits of the embedded engine. */
export interface Reading {
  readonly targets: Targets
  /** The body that goes up, before names in it are replaced. */
  readonly body?: JsonObject
  readonly longRead?: LongReadStep
  /** The input that the API chooses its action by, where it chooses. */
  readonly own?: unknown
}

/** What a request does with a scroll or a point in time. Ids are those that clients hold, `keepAlive` is in milliseconds. */
export type LongReadStep =
  | { readonly step: 'open'; readonly kind: LongReadKind; readonly keepAlive: number }
  /** `missing`: what is answered where the caller has none of this id. */
  | {
      readonly step: 'read'
      readonly kind: LongReadKind
      readonly id: string
      readonly keepAlive: number | undefined
      readonly missing: ElasticError
    }
  | { readonly step: 'close'; readonly kind: LongReadKind; readonly ids: readonly string[] | 'all' }

/** How the replies to several requests become one, where names do not fit into one request line. */
export type Merge = 'members' | 'shards' | 'count' | 'acknowledged'

/** One operation of a bulk, as its lines came. */
export interface BulkLine {
  readonly kind: 'index' | 'create' | 'update' | 'delete'
  /** As given. */
  readonly index: string
  readonly id: string | undefined
  readonly routing: string | undefined
  readonly action: Uint8Array
  /** Undefined behind `delete`. */
  readonly source: Uint8Array | undefined
  readonly requireAlias: boolean
  readonly requireDataStream: boolean
}

export type RemoteForm<Input> =
  /** Names no index: goes up as it was parsed. */
  | { readonly kind: 'cluster'; read?(request: ApiRequest): Reading }
  /**
   * The granted indices stand in for `{index}`. `merge` left out: refused where they do not fit. `none`: what is asked where nothing was
   * granted: a pattern that matches nothing (some tables wait for an index that is missing), or it is 404.
   */
  | {
      readonly kind: 'indices'
      readonly merge?: Merge
      readonly none?: 'pattern' | 'refused'
      read?(request: ApiRequest): Reading
    }
  /** One document: the granted index stands in for `{index}`. */
  | { readonly kind: 'document'; read?(request: ApiRequest): Reading }
  /**
   * A query over the granted indices; what its body names is checked, filters of aliases are put into it. `multiSearch`: names that do not fit
   * into a request line go into the head of a search in the body.
   */
  | { readonly kind: 'query'; readonly merge?: Merge | 'multiSearch'; read(request: ApiRequest): Reading }
  | { readonly kind: 'longRead'; read(request: ApiRequest): Reading & { readonly longRead: LongReadStep } }
  /** The grant is the answer: nothing goes up. */
  | { readonly kind: 'granted' }
  | { readonly kind: 'mget' }
  | { readonly kind: 'bulk'; read(request: ApiRequest): { readonly targets: Targets; readonly lines: readonly BulkLine[] } }
  /** Put together by the API itself; `answer` left out: the upstream's reply is the answer. */
  | {
      readonly kind: 'built'
      read?(request: ApiRequest): Reading
      build(input: Input, access: Access, body: JsonObject, query: ReadonlyMap<string, string>): BuiltRequest
      answer?(reply: UpstreamAnswer, input: Input, access: Access): Reply
    }

/** A reply with its JSON opened. */
export interface UpstreamAnswer {
  readonly status: number
  readonly value: JsonObject
}
