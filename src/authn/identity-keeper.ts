/**
 * Identities of tasks by reference. A task started with a password lives on when the password changes, one started with an access token when
 * the token expires; deletion, disabling, invalidation and revocation end both. Used by `tasks/` through the port in `request/`.
 */
import type { TokenService } from '../identity/tokens.ts'
import type { RealmChain } from '../realms/realm-chain.ts'
import type { Principal, Subject } from '../request/identity.ts'
import { ownerOf } from '../request/owner.ts'
import type { IdentityKeeper, StoredIdentity, StoredParty } from '../request/stored-identity.ts'
import type { TokenHolders } from './token-holders.ts'

export interface IdentityKeeperParts {
  readonly realms: RealmChain
  /** Stamps that end with a change of password, too. */
  readonly tokenHolders: TokenHolders
  /** Stamps that end with the party only. */
  readonly partyHolders: TokenHolders
  readonly tokens: Pick<TokenService, 'isRevoked'>
  readonly anonymous: Subject | undefined
}

/** Realms whose users can be looked up at any time. */
const LASTING_REALMS: ReadonlySet<string> = new Set(['native', 'file', 'reserved'])

type Found = { readonly subject: Subject } | { readonly ended: string }

export function createIdentityKeeper(parts: IdentityKeeperParts): IdentityKeeper {
  const { tokenHolders, partyHolders, tokens, anonymous } = parts

  const holdersOf = ({ authenticationType }: Pick<Subject, 'authenticationType'>): TokenHolders =>
    authenticationType === 'token' ? tokenHolders : partyHolders

  const referParty = (subject: Subject): StoredParty => {
    const holder = holdersOf(subject).refer(subject)
    return {
      ...ownerOf({ authenticating: subject, effective: subject }),
      roles: subject.roles,
      authenticationType: subject.authenticationType,
      ...(holder ? { stamp: holder.stamp } : {}),
      ...(holder?.credential === undefined ? {} : { credential: holder.credential }),
      ...(subject.accessToken === undefined ? {} : { accessToken: subject.accessToken }),
    }
  }

  const resolveParty = (party: StoredParty): Found => {
    if (party.accessToken !== undefined && tokens.isRevoked(party.accessToken)) {
      return { ended: `the access token of ${nameOf(party)} was invalidated` }
    }
    if (party.kind === 'anonymous') return findAnonymous(party)
    if (party.stamp === undefined) return isForeign(party) ? { subject: foreignUser(party) } : { ended: whyEnded(party) }
    const { kind, username, realm, stamp, credential } = party
    const holder = { kind, username, realm, stamp, ...(credential === undefined ? {} : { credential }) }
    const found = holdersOf(party).resolve(holder)
    return found ? { subject: { ...found.subject, authenticationType: party.authenticationType } } : { ended: whyEnded(party) }
  }

  const findAnonymous = (party: StoredParty): Found =>
    anonymous?.username === party.username ? { subject: anonymous } : { ended: 'anonymous access was switched off' }

  const whyEnded = (party: StoredParty): string => {
    if (party.kind === 'api_key') return `${nameOf(party)} was invalidated, has expired, or its owner may not act any more`
    if (party.kind === 'service_account') return `${nameOf(party)} or its token was deleted`
    const found = parts.realms.lookup(party.username)
    if (!found) return `${nameOf(party)} was deleted`
    return found.user.enabled ? `${nameOf(party)} is not the one that started it any more` : `${nameOf(party)} is disabled`
  }

  return {
    refer({ authenticating, runAs, effective }) {
      const own = { authenticating: referParty(authenticating) }
      if (runAs === undefined) return own
      return { ...own, runAs, ...(effective ? { effective: referParty(effective) } : {}) }
    },
    resolve({ authenticating, effective, runAs }) {
      const own = resolveParty(authenticating)
      const other = effective ? resolveParty(effective) : own
      if ('ended' in own) return { kind: 'ended', reason: own.ended }
      if ('ended' in other) return { kind: 'ended', reason: other.ended }
      const isNobody = runAs !== undefined && effective === undefined
      const principal: Principal = {
        authenticating: own.subject,
        effective: isNobody ? undefined : other.subject,
        ...(runAs === undefined ? {} : { runAs }),
      }
      return { kind: 'current', principal }
    },
  }
}

/** Only its realm knows it, which cannot be asked without its credential. */
const isForeign = ({ kind, realm }: StoredParty): boolean => kind === 'user' && !LASTING_REALMS.has(realm.type)

const foreignUser = ({ username, realm, roles, authenticationType }: StoredParty): Subject => ({
  kind: 'user',
  username,
  roles,
  fullName: null,
  email: null,
  metadata: new Map(),
  enabled: true,
  realm,
  authenticationType,
})

/** How a reason calls a party. */
function nameOf({ kind, username, realm, apiKey }: StoredParty): string {
  if (kind === 'api_key') return `API key [${apiKey}] of user [${username}]`
  return kind === 'service_account' ? `service account [${username}]` : `user [${username}] of realm [${realm.name}]`
}

/** Where security is off: everybody is the same one, for ever. */
export const keepNobody = (principal: Principal): IdentityKeeper => ({
  refer({ authenticating }): StoredIdentity {
    const owner = ownerOf({ authenticating, effective: authenticating })
    return { authenticating: { ...owner, roles: [], authenticationType: authenticating.authenticationType } }
  },
  resolve: () => ({ kind: 'current', principal }),
})
