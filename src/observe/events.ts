/** Every event of the server, as one union. Log, and later metrics and audit, are readers of it. */

export type ServerEvent =
  | { readonly kind: 'started'; readonly address: string; readonly data: string; readonly tookMs: number }
  | { readonly kind: 'stopping'; readonly reason: string }
  | { readonly kind: 'stopped' }
  /** A worker died, or could not start; another takes its place. */
  | { readonly kind: 'worker_ended'; readonly worker: number; readonly reason: string; readonly restartInMs: number }
  /** A defect: the reply was a 500 that says nothing but this id. */
  | { readonly kind: 'internal_error'; readonly requestId: string; readonly uri: string; readonly error: unknown }
  /** A connection that Node's parser gave up on. */
  | { readonly kind: 'malformed_request'; readonly remoteAddress: string; readonly reason: string }
  | {
      readonly kind: 'authentication_failed'
      readonly requestId: string
      readonly uri: string
      readonly reason: string
      readonly remoteAddress: string
    }
  | {
      readonly kind: 'access_denied'
      readonly requestId: string
      readonly action: string
      readonly username: string
      readonly reason: string
      /** Of a second identity, where the request carries one. */
      readonly secondary?: string
      /** The task that was refused a step, and who started it. */
      readonly task?: string
      readonly startedBy?: string
    }
  /** Work that outlives its request; `owner` is the party it runs as. */
  | {
      readonly kind: 'task_started' | 'task_resumed' | 'task_finished' | 'task_failed'
      readonly task: string
      readonly action: string
      readonly owner: string
      readonly startedBy: string
      readonly reason?: string
    }
  /** Too many wrong secrets: of an account, from an address, or both. */
  | {
      readonly kind: 'lockout_started'
      readonly account?: { readonly kind: 'user' | 'api_key'; readonly name: string }
      readonly address?: string
      readonly failures: number
      /** Milliseconds since the epoch. */
      readonly until: number
    }
  /** A realm cannot be asked, or skips something; it lets nobody in for that. */
  | { readonly kind: 'realm_fault'; readonly reason: string }
  /** The clock of the machine went back while the node runs; whatever has expired stays so. */
  | { readonly kind: 'clock_set_back'; readonly seconds: number }
  /** Roles of the file `roles.yml` that cannot be read. */
  | { readonly kind: 'role_fault'; readonly reason: string }
  /** A TLS handshake that came to nothing. */
  | { readonly kind: 'handshake_failed'; readonly remoteAddress: string; readonly reason: string }
  /** Another certificate is used from now on. */
  | { readonly kind: 'tls_reloaded'; readonly subject: string; readonly fingerprint: string; readonly expires: string }
  /** The files of TLS changed and cannot be used. */
  | { readonly kind: 'tls_fault'; readonly reason: string }
  /** A certificate is expired, will be soon, or is not valid yet. */
  | { readonly kind: 'certificate_validity'; readonly reason: string }
  /** Something the engine mended, or could not do. */
  | {
      readonly kind: 'engine'
      readonly level: 'info' | 'warn' | 'error'
      readonly what: string
      readonly facts: Readonly<Record<string, unknown>>
    }

export interface Observer {
  emit(event: ServerEvent): void
}

export const silentObserver: Observer = { emit: () => {} }
