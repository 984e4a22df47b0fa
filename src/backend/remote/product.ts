/** Which product, and which version of it, a node behind says it is (`GET /`). Read by `names-watch.ts` whenever the cluster has changed. */
import { isJsonObject, type JsonValue } from '../../core/json/value.ts'
import type { UpstreamRequest } from '../../request/remote-form.ts'
import { brokenUpstream } from './upstream-errors.ts'

export type ProductType = 'elasticsearch' | 'opensearch'

export interface UpstreamProduct {
  readonly type: ProductType
  /** `8.19.2`. */
  readonly version: string
  readonly major: number
  readonly minor: number
}

export const ROOT: UpstreamRequest = { method: 'GET', path: [], query: new Map() }

/** Makes a product of the reply to ROOT; `configured` is believed before what the node says of itself. Throws 502 where it says nothing. */
export function readProduct(reply: JsonValue, configured: ProductType | 'auto'): UpstreamProduct {
  const version = isJsonObject(reply) ? reply.get('version') : undefined
  const number = isJsonObject(version) ? version.get('number') : undefined
  const [text, major, minor] = /^(\d{1,3})\.(\d{1,4})\.[\w.-]{1,32}$/.exec(typeof number === 'string' ? number : '') ?? []
  if (!isJsonObject(version) || text === undefined) throw brokenUpstream(new Error('the node does not tell its version'))
  const isOpenSearch = version.get('distribution') === 'opensearch'
  const type = configured === 'auto' ? (isOpenSearch ? 'opensearch' : 'elasticsearch') : configured
  return { type, version: text, major: Number(major), minor: Number(minor) }
}
