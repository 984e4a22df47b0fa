/** A service token that is presented: looked for in the file of this node, then among the kept ones. */
import type { ServiceAccounts } from '../identity/service-accounts.ts'
import type { ServiceTokenFile } from '../realms/service-token-file.ts'
import type { TokenRef } from '../request/identity.ts'
import { type LinkVerdict, NOT_MINE, whenThere } from './link.ts'
import type { CheckServiceToken, ServiceToken } from './service-token-link.ts'
import type { TokenHolders } from './token-holders.ts'

export interface ServiceTokenCheckParts {
  readonly accounts: ServiceAccounts
  readonly file: ServiceTokenFile
  readonly holders: TokenHolders
}

const SHORTEST_SECRET = 10

export function createServiceTokenCheck({ accounts, file, holders }: ServiceTokenCheckParts): CheckServiceToken {
  const authenticated = ({ account, tokenName }: ServiceToken, type: TokenRef['type']): LinkVerdict => {
    const found = holders.findServiceToken(account, { name: tokenName, type })
    if (!found?.subject.enabled) return NOT_MINE
    return { kind: 'authenticated', subject: found.subject, isCurrent: found.isCurrent }
  }

  const checkKept = (token: ServiceToken): LinkVerdict => {
    const kept = accounts.findToken(token.account, token.tokenName)
    return kept && accounts.isSecretOf(kept.value, token.secret) ? authenticated(token, '_service_account_index') : NOT_MINE
  }

  return (token) => {
    const { account, tokenName, secret } = token
    if (secret.length < SHORTEST_SECRET || !accounts.find(account)) return NOT_MINE
    // Only those of the file need a hash that takes its time.
    if (!file.find(account, tokenName)) return checkKept(token)
    return whenThere(file.verify(account, tokenName, secret), (isRight) =>
      isRight ? authenticated(token, '_service_account_file') : checkKept(token),
    )
  }
}
