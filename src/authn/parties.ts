/** Parties by name, as they would be if they had proved who they are: for explanations of what they may do. Nobody is let in by it. */
import { type ServiceAccounts, serviceAccountSubject } from '../identity/service-accounts.ts'
import type { RealmChain } from '../realms/realm-chain.ts'
import type { Parties } from '../request/explain.ts'
import type { Subject } from '../request/identity.ts'
import type { ToSubject } from './realm-link.ts'
import type { KeyHolders } from './token-holders.ts'

export interface PartiesParts {
  readonly realms: RealmChain
  readonly toSubject: ToSubject
  readonly anonymous: Subject | undefined
  readonly accounts: ServiceAccounts
  readonly keys: KeyHolders
}

export function createParties({ realms, toSubject, anonymous, accounts, keys }: PartiesParts): Parties {
  return {
    findUser(username) {
      const found = realms.lookup(username)
      if (found) return toSubject(found.user, found.realm)
      return anonymous?.username === username ? anonymous : undefined
    },
    findApiKey: (id) => keys.findHolder(id)?.subject,
    findServiceAccount(id) {
      const account = accounts.find(id)
      return account && serviceAccountSubject(account, ANY_TOKEN)
    },
  }
}

/** Which token it presents does not matter to what an account may do. */
const ANY_TOKEN = { type: '_service_account_index', name: 'any' } as const
