/**
 * With `xpack.security.authc.anonymous.authz_exception: false` an anonymous caller who may not do something is asked who he is (401 and the
 * challenges) instead of being refused (403): a browser then shows its dialog. Wraps the second gate; decides nothing itself.
 */
import { ElasticError } from '../core/errors.ts'
import type { Authorizer } from '../request/ports.ts'
import type { Failures } from './failures.ts'

export const demandAuthentication = (authorizer: Authorizer, failures: Failures): Authorizer => ({
  authorize(identity, call) {
    try {
      return authorizer.authorize(identity, call)
    } catch (error) {
      const isDenial = error instanceof ElasticError && error.type === 'security_exception' && error.status === 403
      if (!isDenial || identity.authenticating.kind !== 'anonymous') throw error
      throw failures.authenticationRequired(call.api.action)
    }
  },
})
