/** Who is asking: the outcome of the first gate. */
import type { JsonObject } from '../core/json/value.ts'

export interface RealmRef {
  readonly name: string
  readonly type: string
}

/** One authenticated party. Its roles are names; `roles/` resolves them at use, so a changed role counts at the next request. */
export interface Subject {
  readonly kind: 'user' | 'anonymous'
  readonly username: string
  readonly roles: readonly string[]
  readonly fullName: string | null
  readonly email: string | null
  readonly metadata: JsonObject
  readonly enabled: boolean
  /** The realm that vouched for it (or, for a run-as target, the realm it was found in). */
  readonly realm: RealmRef
  readonly authenticationType: 'realm' | 'anonymous'
}

/** The parties behind one set of credentials: `effective` differs from `authenticating` only under run-as. */
export interface Principal {
  readonly authenticating: Subject
  /** The party whose rights count; undefined where run-as names somebody who does not exist (refused at authorization). */
  readonly effective: Subject | undefined
  /** The name asked for by `es-security-runas-user`. */
  readonly runAs?: string
}

/** Both identities of a request. Neither replaces the other; only an API that starts a task looks at the second. */
export interface Identity extends Principal {
  readonly secondary?: Principal
}

/** The party whose rights count and who is named in replies; under run-as of an unknown name that is the authenticating one. */
export const actingSubject = (principal: Principal): Subject => principal.effective ?? principal.authenticating
