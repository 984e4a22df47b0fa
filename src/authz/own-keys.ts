/**
 * What one may do about one's own API keys with less than a privilege for all keys (`manage_own_api_key`). A key is its own and nobody
 * else's, so it may be asked about with the key itself; its owner's other keys are not its own.
 */
import type { Subject } from '../request/identity.ts'
import type { ApiKeyTarget } from '../request/names.ts'
import type { RoleSet } from '../roles/role-set.ts'

const GET = 'cluster:admin/xpack/security/api_key/get'

/** Whether the request is about keys that are the subject's own, and it may do this to them. */
export function grantsOwnKeys(action: string, target: ApiKeyTarget, subject: Subject, roles: RoleSet): boolean {
  // A key does not learn from itself what its owner might do.
  if (subject.apiKey !== undefined && target.showsLimits === true) return false
  if (namesItself(target, subject)) return roles.grantsOwn(action) || (action === GET && !roles.deniesCluster(action))
  if (!roles.grantsOwn(action)) return false
  if (target.narrows === true) return true
  if (subject.kind === 'api_key') return false
  return target.owned || (target.username === subject.username && target.realm === subject.realm.name)
}

/** A key that names nothing but itself. */
const namesItself = ({ ids = [] }: ApiKeyTarget, { apiKey }: Subject): boolean =>
  apiKey !== undefined && ids.length > 0 && ids.every((id) => id === apiKey.id)
