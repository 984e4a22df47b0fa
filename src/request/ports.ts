/** The two gates as the pipeline sees them. */
import type { Access } from './access.ts'
import type { Call } from './api.ts'
import type { RequestHead } from './head.ts'
import type { Identity } from './identity.ts'

/** The first gate: headers in, identity out, or a thrown 400/401. Reads no body. */
export interface Authenticator {
  identify(head: RequestHead): Promise<Identity>
}

/** The second gate: a call becomes an Access, or a thrown 403/404. */
export interface Authorizer {
  authorize(identity: Identity, call: Call): Access
}
