/** Whether a name would give its holder more than another: asked before an alias is made, which stands for an index under a name of its own. */

import { isWithin } from '../core/automaton.ts'
import { minus } from '../core/language.ts'
import { coversActions, joinActions } from '../roles/action-set.ts'
import type { CompiledEntry } from '../roles/compiled-role.ts'
import { patternLanguage } from '../roles/name-pattern.ts'
import { isRestrictedName } from '../roles/restricted-names.ts'
import type { RoleSet } from '../roles/role-set.ts'

/** Whether the roles allow anything on `alias` that they do not allow on `index`. */
export const givesMore = (roles: RoleSet, alias: string, index: string): boolean =>
  allowsMore(
    roles,
    (entry) => bearsOn(entry, alias),
    (entry) => bearsOn(entry, index),
  )

/**
 * The same for indices that are yet to be made: whether the roles allow anything on `alias` that they do not allow on every name of a
 * pattern. `{index}` in the alias stands for the name of the index.
 */
export const givesMoreThanPattern = (roles: RoleSet, alias: string, pattern: string): boolean =>
  allowsMore(
    roles,
    (entry) => meetsAlias(entry, alias, pattern),
    (entry) => coversPattern(entry, pattern),
  )

type Bears = (entry: CompiledEntry) => boolean

function allowsMore({ sides }: RoleSet, onAlias: Bears, onIndex: Bears): boolean {
  return sides.some(({ roles }) => {
    const entries = roles.flatMap((role) => role.indices)
    const ofAlias = entries.filter(onAlias)
    const ofIndex = entries.filter(onIndex)
    if (ofAlias.every((entry) => ofIndex.includes(entry))) return false
    const held = joinActions(ofIndex.map((entry) => entry.actions))
    return !coversActions(held, joinActions(ofAlias.map((entry) => entry.actions)))
  })
}

const bearsOn = (entry: CompiledEntry, name: string): boolean =>
  (entry.allowsRestricted || !isRestrictedName(name)) && entry.names.some((pattern) => pattern.matches(name))

/** Names of indices and aliases have none of these; in patterns they would mean something else. */
const SPECIAL = /[/?\\]/

function coversPattern(entry: CompiledEntry, pattern: string): boolean {
  if (!pattern.includes('*')) return bearsOn(entry, pattern)
  return !SPECIAL.test(pattern) && isWithin(patternLanguage([pattern]), patternLanguage(entry.source.names))
}

function meetsAlias(entry: CompiledEntry, alias: string, pattern: string): boolean {
  const names = alias.replaceAll('{index}', pattern)
  if (!names.includes('*') || SPECIAL.test(names)) return bearsOn(entry, names)
  const asked = patternLanguage([names])
  return !isWithin(asked, minus(asked, patternLanguage(entry.source.names)))
}
