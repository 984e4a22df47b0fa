/** A user as the APIs print it. */
import type { JsonOutput } from '../../../core/json/output.ts'
import type { User } from '../../../identity/user.ts'

export const userJson = ({
  username,
  roles,
  fullName,
  email,
  metadata,
  enabled,
}: User): { readonly [member: string]: JsonOutput } => ({
  username,
  roles,
  full_name: fullName,
  email,
  metadata,
  enabled,
})
