/** `Authorization: Basic`: a name and password that a realm vouches for. The last link of the chain. */
import type { User } from '../identity/user.ts'
import type { RealmChain } from '../realms/realm-chain.ts'
import type { RealmRef, Subject } from '../request/identity.ts'
import { type CredentialLink, type LinkVerdict, NOT_MINE } from './link.ts'

export function createRealmLink(realms: RealmChain, toSubject: ToSubject): CredentialLink {
  return {
    name: 'realms',
    async authenticate(credential, turn): Promise<LinkVerdict> {
      if (credential.kind !== 'password') return NOT_MINE
      const verdict = await realms.authenticate({ ...credential, turn })
      if (verdict.kind !== 'authenticated') return verdict
      if (!verdict.user.enabled) return { kind: 'unsuccessful' }
      return { kind: 'authenticated', subject: toSubject(verdict.user, verdict.realm), isCurrent: verdict.isCurrent }
    },
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
