/** Who is asking: the outcome of the first gate. */
import type { JsonObject } from '../core/json/value.ts'

export interface RealmRef {
  readonly name: string
  readonly type: string
}

/** The API key behind a party. */
export interface ApiKeyRef {
  readonly id: string
  readonly name: string
  readonly type: 'rest' | 'cross_cluster'
  /** The realm of its owner, whose name the party has. */
  readonly ownerRealm: RealmRef
  /** A secret was presented that was rotated out and is still taken. */
  readonly isPreviousSecret?: boolean
}

/** The service token behind a party. */
export interface TokenRef {
  readonly name: string
  readonly type: '_service_account_index' | '_service_account_file'
}

/** What is asked of a user's password: after `expires` (milliseconds since the epoch), or at once, it has to be changed. */
export interface PasswordState {
  readonly expires?: number
  readonly mustChange: boolean
}

/**
 * Where a party's rights come from; `roles/rights.ts` makes a set of roles of it at each use.
 * - `roles`: names, so a changed role counts at the next request;
 * - `descriptors`: roles of one's own, `{"<name>": {…}, …}` as JSON text (equal texts share what is made of them);
 * - `limited`: what both sides allow.
 */
export type Rights =
  | { readonly kind: 'roles'; readonly names: readonly string[] }
  | { readonly kind: 'descriptors'; readonly json: string }
  | { readonly kind: 'limited'; readonly own: Rights; readonly by: Rights }

/** A party by name, as whom a thing belongs to (`owner.ts`). */
export interface Owner {
  readonly kind: 'user' | 'anonymous' | 'api_key' | 'service_account'
  readonly username: string
  readonly realm: RealmRef
  /** The id of the API key that is the owner: one key's things are not its user's, nor another key's. */
  readonly apiKey?: string
}

/** One authenticated party. */
export interface Subject {
  readonly kind: 'user' | 'anonymous' | 'api_key' | 'service_account'
  /** Of an API key: its owner's. */
  readonly username: string
  /** Names of roles, as `_authenticate` shows them; none for API keys and service accounts. */
  readonly roles: readonly string[]
  /** What counts in place of `roles`; left out: `roles` does. */
  readonly rights?: Rights
  /** Set where `kind` is `api_key`. */
  readonly apiKey?: ApiKeyRef
  /** Set where a service token was presented. */
  readonly token?: TokenRef
  /** Of a user whose password is subject to a policy. */
  readonly password?: PasswordState
  /** The id of the record behind an access token that was presented; of no use to whoever wants to log in. */
  readonly accessToken?: string
  readonly fullName: string | null
  readonly email: string | null
  readonly metadata: JsonObject
  readonly enabled: boolean
  /** The realm that vouched for it (or, for a run-as target, the realm it was found in). */
  readonly realm: RealmRef
  readonly authenticationType: 'realm' | 'api_key' | 'token' | 'anonymous'
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
  /** What the caller calls the request, for those who look at what runs (`X-Opaque-Id`). */
  readonly opaqueId?: string
  /** The task that this call is a step of, and who started it. */
  readonly task?: { readonly id: string; readonly startedBy: Owner }
}

/** Where the subject's rights come from. */
export const rightsOf = ({ rights, roles }: Subject): Rights => rights ?? { kind: 'roles', names: roles }

/** The party whose rights count and who is named in replies; under run-as of an unknown name that is the authenticating one. */
export const actingSubject = (principal: Principal): Subject => principal.effective ?? principal.authenticating
