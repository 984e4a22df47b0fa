/** Facts about this node, as the cluster face prints them. Built once in `main.ts`; the backend hands them on with its answers. */
export interface NodeFacts {
  readonly nodeName: string
  readonly nodeId: string
  readonly clusterName: string
  readonly clusterUuid: string
  /** The Elasticsearch version that is spoken (`compatibility.version`). */
  readonly version: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  /** Largest request body in bytes (`http.max_content_length`). */
  readonly maxContentLength: number
  /** `xpack.security.enabled`. */
  readonly securityEnabled: boolean
  /** `127.0.0.1:9200`, known once listening. */
  httpAddress(): string
}
