/** The last check before an index is bound to an access: whatever nobody enforces is not read at all. */
import { forbidden } from '../../core/errors.ts'
import type { IndexGrant } from '../../request/access.ts'

/** Views are not enforced by this reader yet, so what is restricted is not read at all. Authorization refuses it before. */
export function refuseRestricted({ name, restriction }: IndexGrant): void {
  if (restriction.kind === 'unrestricted') return
  throw forbidden(`index [${name}] is restricted by document or field level security, which cannot be enforced here`)
}
