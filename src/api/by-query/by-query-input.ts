export interface ByQueryInput {
  readonly operation: 'reindex' | 'update' | 'delete'
  readonly source: SourceInput
  readonly destination?: DestinationInput
  /** undefined: no limit. */
  readonly maxDocs?: number
  /** Conflicts are counted and passed over. */
  readonly proceeds: boolean
  /** How many parts are worked on at a time. */
  readonly slices: number
  readonly refresh: boolean
  /** For the writes. */
  readonly bulkParameters: Readonly<Record<string, string>>
}

export interface SourceInput {
  /** Expressions, comma-separated. */
  readonly indices: string
  /** How they are expanded. */
  readonly parameters: Readonly<Record<string, string>>
  /** Members of the search body, each as JSON text. */
  readonly body: Readonly<Record<string, string>>
  /** Documents a page. */
  readonly size: number
  /** How long a page may take, as text. */
  readonly keepAlive: string
  /** In the caller's order, which cannot be found again after a restart. */
  readonly isSorted: boolean
}

export interface DestinationInput {
  readonly index: string
  readonly opType: 'index' | 'create'
  readonly versionType: 'internal' | 'external' | 'external_gte'
  /** `keep`, `discard`, or `=` and the one for all. */
  readonly routing: string
}

export const DEFAULT_SIZE = 1000
export const DEFAULT_KEEP_ALIVE = '5m'
