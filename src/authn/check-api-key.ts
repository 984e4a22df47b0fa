/**
 * An API key that is presented: looked up, its secret compared, and resolved to the party it stands for. Keys that are over count against
 * nobody: whoever still sends one guesses nothing.
 */
import { isInNetwork } from '../core/peer-network.ts'
import type { ApiKeyRecord } from '../identity/api-key-record.ts'
import { apiKeySubject } from '../identity/api-key-subject.ts'
import type { ApiKeys } from '../identity/api-keys.ts'
import { SERVICE_ACCOUNT_REALM, type ServiceAccounts } from '../identity/service-accounts.ts'
import type { RealmChain } from '../realms/realm-chain.ts'
import type { Subject } from '../request/identity.ts'
import { type CheckApiKey, wrongSecretOf } from './api-key-link.ts'
import type { Failures } from './failures.ts'
import { NOT_MINE } from './link.ts'
import type { KeyHolders } from './token-holders.ts'

/** The mark of an account that a key can end with; undefined: there is no such account, or it is disabled. */
export type FindOwnerMark = (owner: Pick<Subject, 'username' | 'realm'>) => string | undefined

export interface ApiKeyCheckParts {
  readonly keys: ApiKeys
  readonly findOwnerMark: FindOwnerMark
  readonly failures: Failures
}

export function createApiKeyCheck({ keys, findOwnerMark, failures }: ApiKeyCheckParts): CheckApiKey {
  return ({ id, secret }) => {
    const found = keys.check(id, secret)
    if (found.kind === 'unknown') return NOT_MINE
    if (found.kind === 'invalidated') {
      return { kind: 'unsuccessful', note: `api key [${id}] has been invalidated`, counts: 'nobody' }
    }
    if (found.kind === 'wrongSecret') return { kind: 'unsuccessful', note: wrongSecretOf(id) }
    const { record } = found
    if (record.type !== 'rest') return { kind: 'rejected', error: failures.wrongKeyType(id, record.type), counts: 'nobody' }
    if (found.kind === 'expired') return { kind: 'unsuccessful', note: 'api key is expired', counts: 'nobody' }
    if (!hasOwner(record, findOwnerMark)) {
      return { kind: 'unsuccessful', note: `the owner of api key [${id}] is no more`, counts: 'nobody' }
    }
    const networks = record.allowedCidrs
    return {
      kind: 'authenticated',
      subject: apiKeySubject(id, record, found.isPreviousSecret),
      isCurrent: () => found.isCurrent() && hasOwner(record, findOwnerMark),
      ...(networks && {
        refusal: (address: string) =>
          networks.some((network) => isInNetwork(address, network))
            ? undefined
            : `API key: api key [${id}] may not be used from this address`,
      }),
    }
  }
}

/** A key as whoever holds tokens of it: what ends the key ends them. */
export function createKeyHolders({ keys, findOwnerMark }: Pick<ApiKeyCheckParts, 'keys' | 'findOwnerMark'>): KeyHolders {
  return {
    findHolder(id) {
      const found = keys.findLive(id)
      if (found?.record.type !== 'rest' || !hasOwner(found.record, findOwnerMark)) return undefined
      const isCurrent = (): boolean => found.isCurrent() && hasOwner(found.record, findOwnerMark)
      return { subject: apiKeySubject(id, found.record), stamp: found.stamp, isCurrent }
    },
  }
}

const hasOwner = ({ owner, ownerMark }: ApiKeyRecord, findOwnerMark: FindOwnerMark): boolean =>
  ownerMark === undefined || findOwnerMark(owner) === ownerMark

/** Finds the marks of users and service accounts that are there and enabled. */
export function createOwnerMarks(realms: RealmChain, accounts: ServiceAccounts): FindOwnerMark {
  return ({ username, realm }) => {
    if (realm.type !== SERVICE_ACCOUNT_REALM.type) {
      const holder = realms.findHolder(realm, username)
      return holder?.user.enabled ? holder.stamp.session : undefined
    }
    const account = accounts.find(username)
    return account?.enabled ? account.session : undefined
  }
}
