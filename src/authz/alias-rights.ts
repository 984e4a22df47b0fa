/** Whether a name would give its holder more than another: asked before an alias is made, which stands for an index under a name of its own. */
import { coversActions, joinActions } from '../roles/action-set.ts'
import type { CompiledEntry } from '../roles/compiled-role.ts'
import { isRestrictedName } from '../roles/restricted-names.ts'
import type { RoleSet } from '../roles/role-set.ts'

/** Whether the roles allow anything on `alias` that they do not allow on `index`. */
export function givesMore({ sides }: RoleSet, alias: string, index: string): boolean {
  return sides.some(({ roles }) => {
    const entries = roles.flatMap((role) => role.indices)
    const ofAlias = entries.filter((entry) => bearsOn(entry, alias))
    const ofIndex = entries.filter((entry) => bearsOn(entry, index))
    if (ofAlias.every((entry) => ofIndex.includes(entry))) return false
    const held = joinActions(ofIndex.map((entry) => entry.actions))
    return !coversActions(held, joinActions(ofAlias.map((entry) => entry.actions)))
  })
}

const bearsOn = (entry: CompiledEntry, name: string): boolean =>
  (entry.allowsRestricted || !isRestrictedName(name)) && entry.names.some((pattern) => pattern.matches(name))
