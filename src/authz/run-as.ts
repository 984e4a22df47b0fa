/** Whether whoever acts as another may: asked before anything else of a request, and of whoever a key is granted to. */
import type { Principal, Subject } from '../request/identity.ts'
import type { RoleSet } from '../roles/role-set.ts'
import { deniedByWorkflow, deniedRunAs } from './denial.ts'

/** Whoever acts as another must be allowed to, and the other must exist. Throws 403. */
export function assertMayRunAs(principal: Principal, action: string, roles: { rightsOf(subject: Subject): RoleSet }): void {
  const { runAs, effective, authenticating } = principal
  if (runAs === undefined) {
    if (effective?.username === authenticating.username) return
    throw new Error('a second party without run-as')
  }
  const own = roles.rightsOf(authenticating)
  if (own.workflows) throw deniedByWorkflow(action, { principal, roles: own })
  if (effective?.username !== runAs || !own.mayRunAs(runAs)) throw deniedRunAs(action, { principal, roles: own })
}
