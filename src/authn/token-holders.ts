/**
 * The parties that tokens stand for: how a token refers to one, and what that reference comes to at each use. Who was deleted, disabled, or
 * has another password by now holds no token any more.
 */
import { sha256Text } from '../core/secrets.ts'
import { type ServiceAccounts, serviceAccountSubject } from '../identity/service-accounts.ts'
import type { TokenHolder } from '../identity/token-records.ts'
import type { UserStamp } from '../identity/user-stamp.ts'
import type { RealmChain } from '../realms/realm-chain.ts'
import type { ServiceTokenFile } from '../realms/service-token-file.ts'
import type { Subject, TokenRef } from '../request/identity.ts'
import type { ToSubject } from './realm-link.ts'

/** A holder as it is now. */
export interface ResolvedHolder {
  readonly subject: Subject
  /** False for good once anything that was relied on has changed. */
  readonly isCurrent: () => boolean
}

export interface TokenHolders {
  /** How a token refers to a party; undefined: such a party cannot hold one. */
  refer(subject: Subject): TokenHolder | undefined
  /** undefined: it holds no token any more. */
  resolve(holder: TokenHolder): ResolvedHolder | undefined
  /** A service token, whoever presents it, with the mark of its present proof. */
  findServiceToken(account: string, token: TokenRef): (ResolvedHolder & { readonly stamp: string }) | undefined
}

/** API keys as holders. */
export interface KeyHolders {
  /** The key as a party, with a mark that stays as long as it may be used under its present secret and owner. */
  findHolder(id: string): (ResolvedHolder & { readonly stamp: string }) | undefined
}

export interface TokenHolderParts {
  readonly realms: RealmChain
  readonly toSubject: ToSubject
  readonly accounts: ServiceAccounts
  readonly file: ServiceTokenFile
  readonly keys: KeyHolders
  /** `sallyport.token.keep_on_password_change`. */
  readonly keepOnPasswordChange: boolean
}

export function createTokenHolders(parts: TokenHolderParts): TokenHolders {
  const { realms, toSubject, accounts, file, keys, keepOnPasswordChange } = parts
  const stampOf = ({ session, password }: UserStamp): string => (keepOnPasswordChange ? session : `${session}.${password}`)

  const referUser = ({ username, realm }: Subject): TokenHolder | undefined => {
    const found = realms.findHolder(realm, username)
    return found && { kind: 'user', username, realm, stamp: stampOf(found.stamp) }
  }

  const referAccount = ({ username, token, realm }: Subject): TokenHolder | undefined => {
    const found = token && findServiceToken(username, token)
    const credential = token && `${token.type}/${token.name}`
    return found && credential ? { kind: 'service_account', username, realm, stamp: found.stamp, credential } : undefined
  }

  const referKey = ({ username, realm, apiKey }: Subject): TokenHolder | undefined => {
    const found = apiKey && keys.findHolder(apiKey.id)
    return found && { kind: 'api_key', username, realm, stamp: found.stamp, credential: apiKey.id }
  }

  const resolveUser = ({ realm, username, stamp }: TokenHolder): ResolvedHolder | undefined => {
    const found = realms.findHolder(realm, username)
    if (!found?.user.enabled || stampOf(found.stamp) !== stamp) return undefined
    return { subject: toSubject(found.user, found.realm), isCurrent: found.isCurrent }
  }

  const resolveAccount = ({ username, stamp, credential = '' }: TokenHolder): ResolvedHolder | undefined => {
    const slash = credential.indexOf('/')
    const token: TokenRef = { type: credential.slice(0, slash) as TokenRef['type'], name: credential.slice(slash + 1) }
    const found = findServiceToken(username, token)
    return found?.stamp === stamp && found.subject.enabled ? found : undefined
  }

  const resolveKey = ({ credential = '', stamp }: TokenHolder): ResolvedHolder | undefined => {
    const found = keys.findHolder(credential)
    return found?.stamp === stamp ? found : undefined
  }

  const findServiceToken: TokenHolders['findServiceToken'] = (id, token) => {
    const account = accounts.find(id)
    const find = (): { readonly proof: string; readonly source: unknown } | undefined => {
      if (token.type === '_service_account_file') {
        const found = file.find(id, token.name)
        return found && { proof: found.hash, source: found }
      }
      const found = accounts.findToken(id, token.name)
      return found && { proof: found.value.digest, source: found }
    }
    const found = find()
    if (!account || !found) return undefined
    return {
      subject: serviceAccountSubject(account, token),
      // Most who ask do not look at it.
      get stamp() {
        return sha256Text(`${account.session}\n${found.proof}`)
      },
      isCurrent: () => accounts.find(id) === account && find()?.source === found.source,
    }
  }

  return {
    refer(subject) {
      if (subject.kind === 'user') return referUser(subject)
      if (subject.kind === 'service_account') return referAccount(subject)
      return subject.kind === 'api_key' ? referKey(subject) : undefined
    },
    resolve(holder) {
      const found =
        holder.kind === 'user' ? resolveUser(holder) : holder.kind === 'api_key' ? resolveKey(holder) : resolveAccount(holder)
      return found && { isCurrent: found.isCurrent, subject: { ...found.subject, authenticationType: 'token' } }
    },
    findServiceToken,
  }
}
