/** What the server's own APIs run on: built once in `main.ts`, passed to each handler. */

/** Facts about this node, as the cluster face prints them. */
export interface NodeFacts {
  readonly nodeName: string
  readonly nodeId: string
  readonly clusterName: string
  readonly clusterUuid: string
  /** The Elasticsearch version that is spoken (`compatibility.version`). */
  readonly version: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  /** `127.0.0.1:9200`, known once listening. */
  httpAddress(): string
}

export interface Services {
  readonly node: NodeFacts
}
