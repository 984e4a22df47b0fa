/**
 * Whether a set of roles covers an application's privilege on a resource. What a privilege's name means is looked up among the stored ones
 * at each check. Called by `_has_privileges`.
 */
import { isWithin } from '../core/automaton.ts'
import { ANYTHING, type Language, NOTHING, text, union } from '../core/language.ts'
import type { ApplicationPrivileges } from '../roles/application-privileges.ts'
import { patternLanguage } from '../roles/name-pattern.ts'
import type { ApplicationEntry } from '../roles/role-descriptor.ts'
import type { RoleSet, RoleUnion } from '../roles/role-set.ts'

export interface ApplicationQuestion {
  readonly application: string
  /** The name of a stored privilege, or an action. */
  readonly privilege: string
  /** A pattern of resources, all of which are asked about. */
  readonly resource: string
}

/** Whether one entry of the roles covers it. */
export const coversApplication = ({ sides }: RoleSet, stored: ApplicationPrivileges, question: ApplicationQuestion): boolean =>
  sides.every((side) => sideCoversApplication(side, stored, question))

function sideCoversApplication({ roles }: RoleUnion, stored: ApplicationPrivileges, question: ApplicationQuestion): boolean {
  const { application, privilege, resource } = question
  const wanted = actionsOf(application, [privilege], stored)
  return roles
    .flatMap((role) => role.applications)
    .filter((entry) => entry.application.matches(application))
    .map((entry) => entry.source)
    .filter((entry) => coversResource(entry, resource))
    .some((entry) => coversPrivilege(entry, privilege, wanted, actionsOf(application, entry.privileges, stored)))
}

const coversResource = ({ resources }: ApplicationEntry, resource: string): boolean =>
  resources.includes(resource) || resources.includes('*') || isWithin(patternLanguage([resource]), patternLanguage(resources))

/** A name that nobody defined is covered by exactly itself, or by everything. */
function coversPrivilege({ privileges }: ApplicationEntry, privilege: string, wanted: Language, held: Language): boolean {
  if (privileges.length === 1 && privileges[0] === privilege) return true
  if (isWithin(ANYTHING, held)) return true
  const isEmpty = isWithin(wanted, NOTHING)
  return !isEmpty && isWithin(wanted, held)
}

function actionsOf(application: string, names: readonly string[], stored: ApplicationPrivileges): Language {
  return union(names.map((name) => (isAction(name) ? actionLanguage(name) : union(storedActions(application, name, stored)))))
}

const isAction = (name: string): boolean => /[/:*]/.test(name)

const storedActions = (application: string, name: string, stored: ApplicationPrivileges): readonly Language[] =>
  stored.find(application, name)?.actions.map(actionLanguage) ?? []

const actionLanguage = (action: string): Language => (action.startsWith('/') ? text(action) : patternLanguage([action]))
