/**
 * The two gates with what they refuse reported as events. Wrapped around them by `main.ts`. Items of a bulk that are refused one by one are
 * told in the reply only.
 */
import { ElasticError } from './core/errors.ts'
import type { Observer } from './observe/events.ts'
import type { Call } from './request/api.ts'
import type { RequestHead } from './request/head.ts'
import { actingSubject, type Identity } from './request/identity.ts'
import type { Authenticator, Authorizer } from './request/ports.ts'

/** Whether an error is a refusal of this kind. */
const isRefusal = (error: unknown, status: number): error is ElasticError =>
  error instanceof ElasticError && error.status === status

export function observedAuthenticator(authenticator: Authenticator, observer: Observer): Authenticator {
  const report = (error: unknown, { id, uri, rawPath, remoteAddress }: RequestHead): never => {
    if (isRefusal(error, 401)) {
      // Texts quote the request target, and a query string may hold what somebody took for the place of a secret.
      const reason = error.reason.replaceAll(uri, rawPath)
      observer.emit({ kind: 'authentication_failed', requestId: id, uri: rawPath, reason, remoteAddress })
    }
    throw error
  }
  return { identify: (head) => authenticator.identify(head).catch((error: unknown) => report(error, head)) }
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

export function observedAuthorizer(authorizer: Authorizer, observer: Observer): Authorizer {
  const report = (error: unknown, identity: Identity, { id, api }: Call): void => {
    if (!isRefusal(error, 403)) return
    const { username } = actingSubject(identity)
    observer.emit({
      kind: 'access_denied',
      requestId: id,
      action: api.action,
      username,
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
