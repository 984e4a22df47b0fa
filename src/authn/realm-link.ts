/** `Authorization: Basic`: a name and password that a realm vouches for. The last link of the chain. */
import type { User } from '../identity/user.ts'
import type { RealmChain } from '../realms/realm-chain.ts'
import type { RealmRef, Subject } from '../request/identity.ts'
import { type CredentialLink, type LinkVerdict, NOT_MINE } from './link.ts'

export function createRealmLink(realms: RealmChain, toSubject: ToSubject): CredentialLink {
  const askRealms = async (login: Parameters<RealmChain['authenticate']>[0]): Promise<LinkVerdict> => {
    const verdict = await realms.authenticate(login)
    if (verdict.kind !== 'authenticated') return verdict
    if (!verdict.user.enabled) return { kind: 'unsuccessful' }
    return { kind: 'authenticated', subject: toSubject(verdict.user, verdict.realm), isCurrent: verdict.isCurrent }
  }
  return {
    name: 'realms',
    authenticate: (credential, turn) => (credential.kind === 'password' ? askRealms({ ...credential, turn }) : NOT_MINE),
  }
}

/** How a realm's user becomes a party of a request. */
export type ToSubject = (user: User, realm: RealmRef) => Subject

/** Everybody has the anonymous user's roles beside his own. */
export function createToSubject(anonymousRoles: readonly string[]): ToSubject {
  const withAnonymous = (roles: readonly string[]): readonly string[] => [
    ...roles,
    ...anonymousRoles.filter((role) => !roles.includes(role)),
  ]
  return ({ username, roles, fullName, email, metadata, enabled, password }, realm) => ({
    kind: 'user',
    username,
    roles: withAnonymous(roles),
    fullName,
    email,
    metadata,
    enabled,
    realm,
    authenticationType: 'realm',
    ...(password && { password }),
  })
}
