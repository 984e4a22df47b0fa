/** An access token that is presented: found, and resolved to the party as it is now. */
import type { TokenService } from '../identity/tokens.ts'
import type { CheckAccessToken } from './access-token-link.ts'
import type { Failures } from './failures.ts'
import { NOT_MINE } from './link.ts'
import type { TokenHolders } from './token-holders.ts'

export interface AccessTokenCheckParts {
  readonly tokens: TokenService
  readonly holders: TokenHolders
  readonly failures: Failures
}

export function createAccessTokenCheck({ tokens, holders, failures }: AccessTokenCheckParts): CheckAccessToken {
  return (token) => {
    const found = tokens.find(token)
    if (found.kind === 'unknown') return NOT_MINE
    const holder = found.kind === 'live' ? holders.resolve(found.holder) : undefined
    const actor = found.kind === 'live' && found.actor ? holders.resolve(found.actor) : holder
    if (found.kind === 'ended' || !holder || !actor) return { kind: 'rejected', error: failures.tokenExpired(), counts: 'nobody' }
    return {
      kind: 'authenticated',
      subject: { ...actor.subject, accessToken: found.id },
      ...(found.actor ? { effective: { ...holder.subject, accessToken: found.id } } : {}),
      isCurrent: () => found.isCurrent() && holder.isCurrent() && actor.isCurrent(),
    }
  }
}
