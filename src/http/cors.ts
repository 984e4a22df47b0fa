/**
 * Browsers: `http.cors.*` as Elasticsearch answers it, and a guard of ours. A browser that once asked for a password attaches it to requests
 * of any page: credentials from another site are refused unless CORS lets that site in.
 */
import { type ElasticError, forbidden } from '../core/errors.ts'
import type { RequestHead, RequestHeaders } from '../request/head.ts'
import { SECURITY_HEADERS } from './header-table.ts'
import type { CorsSettings } from './settings.ts'

/** Header lines as Node's `writeHead` takes them: name, value, name, value … */
export type HeaderLines = readonly string[]

const NONE: HeaderLines = []

export class Cors {
  readonly #settings: CorsSettings
  readonly #isAllowed: (origin: string) => boolean

  /** Throws on a regular expression that is none. */
  constructor(settings: CorsSettings) {
    this.#settings = settings
    this.#isAllowed = settings.enabled ? compileOrigins(settings.allowOrigin) : () => false
  }

  /** Throws 403 for an origin that may not ask, and for credentials that another site made the browser send. */
  guard(head: RequestHead): void {
    const origin = head.headers.find('origin')
    const site = head.headers.find('sec-fetch-site')
    if (origin === undefined && (site === undefined || site === 'same-origin' || site === 'none')) return
    if (origin !== undefined && (isSameOrigin(origin, head.headers) || this.#isAllowed(origin))) return
    if (this.#settings.enabled && origin !== undefined) throw forbidden(`origin [${origin}] is not allowed`)
    if (carriesCredentials(head.headers)) throw crossSite(origin)
  }

  /** The lines that a reply to this request carries. */
  headersFor(headers: RequestHeaders): HeaderLines {
    const origin = this.#settings.enabled ? headers.find('origin') : undefined
    if (origin === undefined || !this.#isAllowed(origin)) return NONE
    const { exposeHeaders } = this.#settings
    const exposed = exposeHeaders.length > 0 ? ['Access-Control-Expose-Headers', exposeHeaders.join(',')] : []
    return [...this.#originHeaders(origin), ...exposed]
  }

  /** What the reply to a preflight carries besides; nothing where the request is none. */
  preflightHeaders(headers: RequestHeaders): Readonly<Record<string, string>> {
    const { enabled, allowMethods, allowHeaders, maxAge } = this.#settings
    const origin = headers.find('origin')
    const isPreflight = enabled && origin !== undefined && headers.find('access-control-request-method') !== undefined
    if (!isPreflight || !this.#isAllowed(origin)) return {}
    return {
      'Access-Control-Allow-Methods': allowMethods.join(','),
      'Access-Control-Allow-Headers': allowHeaders.join(','),
      'Access-Control-Max-Age': String(maxAge),
    }
  }

  #originHeaders(origin: string): HeaderLines {
    const { allowOrigin, allowCredentials } = this.#settings
    if (allowOrigin === '*' && !allowCredentials) return ['Access-Control-Allow-Origin', '*']
    const credentials = allowCredentials ? ['Access-Control-Allow-Credentials', 'true'] : []
    return ['Access-Control-Allow-Origin', origin, 'Vary', 'Origin', ...credentials]
  }
}

function compileOrigins(allowOrigin: string): (origin: string) => boolean {
  if (allowOrigin === '*') return () => true
  if (allowOrigin.length > 1 && allowOrigin.startsWith('/') && allowOrigin.endsWith('/')) {
    const pattern = new RegExp(`^(?:${allowOrigin.slice(1, -1)})$`)
    return (origin) => pattern.test(origin)
  }
  const origins = new Set(allowOrigin.split(',').map((origin) => origin.trim()))
  origins.delete('')
  return (origin) => origins.has(origin)
}

function isSameOrigin(origin: string, headers: RequestHeaders): boolean {
  const host = headers.find('host')
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)
}

function carriesCredentials(headers: RequestHeaders): boolean {
  for (const name of SECURITY_HEADERS.keys()) if (headers.find(name) !== undefined) return true
  return false
}

const crossSite = (origin: string | undefined): ElasticError =>
  forbidden(`credentials of a cross-site browser request${origin === undefined ? '' : ` from [${origin}]`} are not accepted`)
