/** What the HTTP front can be told. Named and documented in `config/settings.ts`; `main.ts` maps one to the other. */

/** `http.cors.*`. */
export interface CorsSettings {
  readonly enabled: boolean
  /** Exact origins (comma-separated), `*`, or a `/regular expression/`. */
  readonly allowOrigin: string
  readonly allowMethods: readonly string[]
  readonly allowHeaders: readonly string[]
  readonly exposeHeaders: readonly string[]
  readonly allowCredentials: boolean
  /** Seconds. */
  readonly maxAge: number
}

export interface HttpSettings {
  readonly detailedErrors: boolean
  /** Bytes of a body, as sent and decompressed. */
  readonly maxContentLength: number
  /** Bytes of all header lines. */
  readonly maxHeaderSize: number
  /** Bytes of the request line. */
  readonly maxInitialLineLength: number
  readonly maxHeaderCount: number
  /** Replies are compressed for clients that accept it. */
  readonly compression: boolean
  readonly compressionLevel: number
  /** Times its size that a compressed body may grow to, beyond its first MiB. */
  readonly maxDecompressedRatio: number
  /** Milliseconds a client has for the head, and for the whole request. */
  readonly headersTimeout: number
  readonly requestTimeout: number
  /** Milliseconds an idle connection is kept. */
  readonly keepAliveTimeout: number
  readonly cors: CorsSettings
}

const KIB = 1024
const MIB = 1024 * KIB

export const DEFAULT_HTTP_SETTINGS: HttpSettings = {
  detailedErrors: true,
  maxContentLength: 100 * MIB,
  maxHeaderSize: 16 * KIB,
  maxInitialLineLength: 4 * KIB,
  maxHeaderCount: 200,
  compression: true,
  compressionLevel: 3,
  maxDecompressedRatio: 100,
  headersTimeout: 30_000,
  requestTimeout: 300_000,
  keepAliveTimeout: 75_000,
  cors: {
    enabled: false,
    allowOrigin: '',
    allowMethods: ['OPTIONS', 'HEAD', 'GET', 'POST', 'PUT', 'DELETE'],
    allowHeaders: [
      'X-Requested-With',
      'Content-Type',
      'Content-Length',
      'Authorization',
      'Accept',
      'User-Agent',
      'X-Elastic-Client-Meta',
    ],
    exposeHeaders: ['X-elastic-product'],
    allowCredentials: false,
    maxAge: 1_728_000,
  },
}
