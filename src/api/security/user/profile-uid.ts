/** `profile_uid` of users that the server keeps itself; whoever has no profile has no such member. */
import type { Profiles } from '../../../identity/profiles.ts'
import type { User } from '../../../identity/user.ts'

const NATIVE = { name: 'default_native', type: 'native' }
const RESERVED = { name: 'reserved', type: 'reserved' }

export const profileUid = (profiles: Profiles, { username, metadata }: User): { readonly profile_uid: string | undefined } => ({
  profile_uid: profiles.uidOf(username, metadata.get('_reserved') === true ? RESERVED : NATIVE),
})
