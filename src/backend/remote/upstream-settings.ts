/** What the gateway must know of the cluster behind it. Made by `open-upstream.ts` from the configuration. */
import type { LongReadLimits } from './long-reads.ts'
import type { ProductType } from './product.ts'

export interface UpstreamSettings {
  /** Origins: `http://host:9200`. */
  readonly hosts: readonly string[]
  readonly type: ProductType | 'auto'
  /** Value of `Authorization`, the gateway's own; undefined: none is sent. */
  readonly authorization: string | undefined
  readonly tls: UpstreamTls
  /** Milliseconds. */
  readonly connectTimeout: number
  readonly requestTimeout: number
  readonly checkInterval: number
  /** Of a check: how the nodes are, what their names are. */
  readonly checkTimeout: number
  /** The longest time that a node which failed is left alone. */
  readonly maxBackOff: number
  /** How often the cluster is asked for its nodes; undefined: it has those that are configured. */
  readonly sniffInterval: number | undefined
  readonly maxConnections: number
  readonly maxQueued: number
  /** `http.detailed_errors.enabled`. */
  readonly detailedErrors: boolean
  /** Indices are deleted, closed and opened by their names only (`action.destructive_requires_name`). */
  readonly destructiveRequiresName: boolean
  /** How many scrolls and points in time may be open at a time. */
  readonly longReadLimits: LongReadLimits
  /** 32 bytes that their ids are sealed with. */
  readonly longReadKey: Buffer
  /** Bytes. */
  readonly maxInitialLineLength: number
}

export interface UpstreamTls {
  /** PEM texts; undefined: those of the system. */
  readonly authorities: readonly string[] | undefined
  /** SHA-256 in upper-case hex without separators; replaces the check of the chain. */
  readonly fingerprint: string | undefined
  readonly verification: 'full' | 'certificate' | 'none'
  readonly certificate: string | undefined
  readonly key: string | undefined
  readonly passphrase: string | undefined
}
