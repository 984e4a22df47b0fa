/**
 * The two gates with what they answer told to whoever keeps account of it: the log, the uses of keys and service tokens, the metrics. Wrapped around them by
 * `main.ts`, once each, as every request passes here. Items of a bulk that are refused one by one are told in the reply only.
 */
import { ElasticError } from './core/errors.ts'
import { type CredentialUses, credentialOf } from './identity/credential-uses.ts'
import type { Observer } from './observe/events.ts'
import type { Metrics } from './observe/metrics.ts'
import type { Call } from './request/api.ts'
import type { RequestHead } from './request/head.ts'
import { actingSubject, type Identity, type Principal } from './request/identity.ts'
import type { Authenticator, Authorizer } from './request/ports.ts'

export interface GateAccounts {
  readonly observer: Observer
  readonly uses: Pick<CredentialUses, 'used' | 'denied'>
  readonly metrics: Pick<Metrics, 'observe'>
}

/** Stands for the API of requests that the first gate refuses: nobody knows yet what they ask for. */
const NOBODY = 'unidentified'

/** Whether an error is a refusal of this kind. */
const isRefusal = (error: unknown, status: number): error is ElasticError =>
  error instanceof ElasticError && error.status === status

export const statusOf = (error: unknown): number => (error instanceof ElasticError ? error.status : 500)

export function observedAuthenticator(authenticator: Authenticator, { observer, uses, metrics }: GateAccounts): Authenticator {
  const count = ({ authenticating }: Principal, address: string): void => {
    const credential = credentialOf(authenticating)
    if (credential !== undefined) uses.used(credential, address, authenticating.apiKey?.isPreviousSecret === true)
  }
  const report = (error: unknown, { id, uri, rawPath, remoteAddress }: RequestHead): void => {
    if (!isRefusal(error, 401)) return
    // Texts quote the request target, and a query string may hold what somebody took for the place of a secret.
    const reason = error.reason.replaceAll(uri, rawPath)
    observer.emit({ kind: 'authentication_failed', requestId: id, uri: rawPath, reason, remoteAddress })
  }
  return {
    async identify(head) {
      const begun = performance.now()
      let identity: Identity
      try {
        identity = await authenticator.identify(head)
      } catch (error) {
        report(error, head)
        metrics.observe(NOBODY, statusOf(error), (performance.now() - begun) / 1000)
        throw error
      }
      count(identity, head.remoteAddress)
      if (identity.secondary) count(identity.secondary, head.remoteAddress)
      return identity
    },
  }
}

/** Who else is behind a request. */
function others({ secondary, task }: Identity): {
  readonly secondary?: string
  readonly task?: string
  readonly startedBy?: string
} {
  return {
    ...(secondary ? { secondary: actingSubject(secondary).username } : {}),
    ...(task ? { task: task.id, startedBy: task.startedBy.username } : {}),
  }
}

export function observedAuthorizer(
  authorizer: Authorizer,
  { observer, uses }: Pick<GateAccounts, 'observer' | 'uses'>,
): Authorizer {
  const report = (error: unknown, identity: Identity, { id, api }: Call): void => {
    if (!isRefusal(error, 403)) return
    const credential = credentialOf(identity.authenticating)
    if (credential !== undefined) uses.denied(credential)
    observer.emit({
      kind: 'access_denied',
      requestId: id,
      action: api.action,
      username: actingSubject(identity).username,
      reason: error.reason,
      ...others(identity),
    })
  }
  return {
    authorize(identity, call) {
      try {
        return authorizer.authorize(identity, call)
      } catch (error) {
        report(error, identity, call)
        throw error
      }
    },
  }
}
