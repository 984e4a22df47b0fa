/** The port behind which the data lives: the embedded engine or somebody's cluster. Nothing outside `backend/` knows which one runs. */
import type { Access } from './access.ts'
import type { AnyApi } from './api.ts'
import type { Catalogue } from './catalogue.ts'
import type { Principal } from './identity.ts'
import type { Reply } from './reply.ts'

export interface BackendCondition {
  readonly isReady: boolean
  readonly nodes: readonly { readonly origin: string; readonly isAlive: boolean }[]
}

export interface Backend {
  /** Asked before a call is authorized: throws 503 where the data cannot be reached; undefined: it can. */
  ready(): Promise<void> | undefined
  /** Whether the data can be reached right now, and through which nodes; none where it is here. */
  condition(): BackendCondition
  /** The names that exist right now. */
  catalogue(): Catalogue
  /** The names that a caller's long read was opened on (scroll, point in time); undefined: he has none of this id. */
  longReadNames(id: string, caller: Principal): readonly string[] | undefined
  /** Runs a backend API within an access; what the access does not grant cannot be reached. */
  execute(api: Extract<AnyApi, { by: 'backend' }>, input: unknown, access: Access): Promise<Reply>
  /** Finishes what is running and releases everything. */
  close(): Promise<void>
}
