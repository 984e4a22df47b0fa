/** An API key as replies show it: everything but its secrets. */
import type { JsonOutput } from '../../../core/json/output.ts'
import { parseJsonText } from '../../../core/json/parse.ts'
import type { ApiKey } from '../../../identity/api-key-record.ts'

export interface KeyOutput {
  readonly withLimitedBy: boolean
}

export function keyJson(key: ApiKey, { withLimitedBy }: KeyOutput): { readonly [member: string]: JsonOutput } {
  const { id, name, type, created, expires, invalidated, owner, allowedCidrs, ownerMark } = key
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
    allowed_cidrs: allowedCidrs,
    on_owner_disabled: ownerMark === undefined ? undefined : 'revoke',
  }
}
