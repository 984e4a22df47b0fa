/** What everybody may do without a privilege for it, about his own account and what he opened himself. */
import type { Subject } from '../request/identity.ts'

const CHANGE_PASSWORD = 'cluster:admin/xpack/security/user/change_password'
const OWN_ACTIONS: ReadonlySet<string> = new Set([
  'cluster:admin/xpack/security/user/authenticate',
  'cluster:admin/xpack/security/user/has_privileges',
  'cluster:admin/xpack/security/user/list_privileges',
  CHANGE_PASSWORD,
  'cluster:admin/reindex/rethrottle',
  'cluster:admin/tasks/cancel',
  'cluster:monitor/async_search/status',
  'cluster:monitor/task/get',
  'indices:data/read/async_search/delete',
  'indices:data/read/async_search/get',
  'indices:data/read/close_point_in_time',
  'indices:data/read/scroll/clear',
])
/** Realms whose passwords are kept here. */
const PASSWORD_REALMS: ReadonlySet<string> = new Set(['native', 'reserved'])

/** Whether a role may deny an action on one's own account: what one may do to it, but not what one may know of oneself. */
export const isDeniable = (action: string): boolean => action === CHANGE_PASSWORD || !OWN_ACTIONS.has(action)

/** Whether `action` on the account `username` (undefined: one's own) is the subject's own business. */
export function isOwnBusiness(action: string, username: string | undefined, subject: Subject): boolean {
  if (!OWN_ACTIONS.has(action)) return false
  if (username !== undefined && username !== subject.username) return false
  if (action !== CHANGE_PASSWORD) return true
  return subject.kind === 'user' && subject.authenticationType === 'realm' && PASSWORD_REALMS.has(subject.realm.type)
}
