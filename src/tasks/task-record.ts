/** What is kept of a task: identities by reference, never a credential. Plain JSON, in the server's own records. */
import type { Owner } from '../request/owner.ts'
import type { StoredIdentity } from '../request/stored-identity.ts'
import type { PlainJson } from './task-kind.ts'

export type TaskResult =
  /** JSON text. */
  | { readonly kind: 'done'; readonly text: string }
  /** `error` is what an error reply holds, as JSON text. */
  | { readonly kind: 'failed'; readonly status: number; readonly error: string }

export interface TaskRecord {
  readonly kind: string
  readonly description: string
  readonly input: PlainJson
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  /** As whom it runs. */
  readonly identity: StoredIdentity
  readonly owner: Owner
  readonly startedBy: Owner
  /** What its request was called by whoever sent it. */
  readonly opaqueId?: string
  /** An unguessable name, where its kind gives it one. */
  readonly publicId?: string
  /** Somebody may ask for the result later. */
  readonly keeps: boolean
  /** Milliseconds since the epoch when the result is forgotten; left out: when there are too many. */
  readonly expires?: number
  readonly requestsPerSecond?: number
  readonly cancelled?: string
  readonly state?: PlainJson
  readonly status?: PlainJson
  readonly result?: TaskResult
  readonly finishedAt?: number
}
