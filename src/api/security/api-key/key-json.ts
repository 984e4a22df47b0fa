/** An API key as replies show it: everything but its secrets. */

import type { JsonOutput } from '../../../core/json/output.ts'
import { parseJsonText } from '../../../core/json/parse.ts'
import type { ApiKey } from '../../../identity/api-key-record.ts'
import { type CredentialUse, type CredentialUses, keyCredential } from '../../../identity/credential-uses.ts'
import type { Profiles } from '../../../identity/profiles.ts'
import { useJson } from '../use-json.ts'

/** A key with what is known of its use. */
export interface UsedKey extends ApiKey {
  readonly use: CredentialUse | undefined
}

export const withUse = (key: ApiKey, uses: CredentialUses): UsedKey => ({ ...key, use: uses.find(keyCredential(key.id)) })

export interface KeyOutput {
  readonly withLimitedBy: boolean
  /** Where to find the profiles of owners; undefined: they are not shown. */
  readonly profiles: Profiles | undefined
}

export function keyJson(key: UsedKey, { withLimitedBy, profiles }: KeyOutput): { readonly [member: string]: JsonOutput } {
  const { id, name, type, created, expires, invalidated, owner, allowedCidrs, ownerMark, use } = key
  return {
    id,
    name,
    type,
    creation: created,
    expiration: expires,
    invalidated: invalidated !== undefined,
    invalidation: invalidated,
    username: owner.username,
    realm: owner.realm.name,
    realm_type: owner.realm.type,
    metadata: parseJsonText(key.metadata),
    role_descriptors: parseJsonText(key.roles),
    limited_by: withLimitedBy && type === 'rest' ? [parseJsonText(key.limitedBy)] : undefined,
    access: key.access === undefined ? undefined : parseJsonText(key.access),
    certificate_identity: key.certificateIdentity,
    profile_uid: profiles?.uidOf(owner.username, owner.realm),
    allowed_cidrs: allowedCidrs,
    ...useJson(use),
    on_owner_disabled: ownerMark === undefined ? undefined : 'revoke',
  }
}
