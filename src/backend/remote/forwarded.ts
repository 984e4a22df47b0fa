/** A granted call on its way up, and what of its request goes up as it was given. Made by `remote-backend.ts`, read by every form of forwarding. */
import type { JsonOutput } from '../../core/json/output.ts'
import { writeJson } from '../../core/json/write.ts'
import type { Access } from '../../request/access.ts'
import type { Method } from '../../request/api.ts'
import type { UpstreamBody, UpstreamRequest } from '../../request/remote-form.ts'
import type { Reply } from '../../request/reply.ts'
import { forwardedQuery } from './forwarded-query.ts'
import type { BackendApiOf, RemoteInput } from './gateway-apis.ts'
import type { LongReads } from './long-reads.ts'
import type { UpstreamProduct } from './product.ts'
import type { UpstreamNames } from './read-catalogue.ts'

/** One granted call on its way up. */
export interface Forwarded {
  readonly api: BackendApiOf
  readonly input: RemoteInput
  readonly access: Access
  readonly names: UpstreamNames
  readonly product: UpstreamProduct
  readonly longReads: LongReads
  readonly destructiveRequiresName: boolean
  /** Room for names in a request line, in bytes. */
  readonly room: number
  send(request: UpstreamRequest): Promise<Reply>
}

/** A request without its path. */
export interface Head extends Omit<UpstreamRequest, 'path' | 'query'> {
  readonly query: Map<string, string>
}

/** Method, parameters and body as they were given. */
export function headOf({ api, input: { request, reading } }: Forwarded): Head {
  const method = request.method as Method
  const query = forwardedQuery(request, api.parameters)
  if (api.name.startsWith('cat.') && (request.format === 'json' || request.format === 'yaml')) query.set('format', 'json')
  const body = reading?.body ? jsonBody(reading.body) : request.body.present ? { bytes: request.body.bytes } : undefined
  return { method, query, ...(body ? { body } : {}) }
}

const jsonBody = (value: JsonOutput): UpstreamBody => ({ bytes: writeJson(value) })
