/**
 * The head of a request: everything that is known before a byte of its body is read. Made by `http/receive.ts`, read by the router and
 * by `identify`. Parsed once: nobody behind it decodes a path or a header again.
 */

/** Header look-up, by lower-case name, that knows how often a header came, since Node joins or drops repeats. */
export interface RequestHeaders {
  /** The value of a header, or undefined; repeats that differ are joined with `, ` as RFC 9110 §5.3 has it. */
  find(name: string): string | undefined
  /**
   * The value of a header that may come once only (identical repeats count once).
   * Throws 400 `multiple values for single-valued header [<name>].`
   */
  findSingle(name: string): string | undefined
}

export interface RequestHead {
  /** Unique within the process; Access values carry it. */
  readonly id: string
  readonly method: string
  /** The raw request target, query string included, as error texts quote it. */
  readonly uri: string
  /** The raw path without query string. */
  readonly rawPath: string
  /** The path's segments, each decoded once; no empty ones. */
  readonly segments: readonly string[]
  /** Query parameters, decoded; a repeated one was refused. */
  readonly query: ReadonlyMap<string, string>
  readonly headers: RequestHeaders
  /** The peer's address, from the socket. */
  readonly remoteAddress: string
}
