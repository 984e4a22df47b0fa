/** Whether a refusal is due to what roles deny, and to which of them: what the refusal then says in place of privileges to be had. */
import { matchesEverything } from '../roles/name-pattern.ts'
import type { RoleSet } from '../roles/role-set.ts'
import type { CatalogueView } from './catalogue-view.ts'
import { deniedNames } from './find-named.ts'

export interface DenialCause {
  /** Names of roles, sorted. */
  readonly roles: readonly string[]
  /** Those of the names asked about that are denied; the others are merely not granted. */
  readonly names: readonly string[]
}

/** undefined: no role denies the action. */
export function clusterCause({ sides }: RoleSet, action: string): DenialCause | undefined {
  const roles = sides.flatMap((side) => side.roles)
  const denying = roles.filter(({ denied }) =>
    denied.cluster.some(({ actions, byRequest }) => actions.includes(action) || byRequest.has(action)),
  )
  return denying.length === 0 ? undefined : { roles: unique(denying.map(({ name }) => name)), names: [] }
}

/** undefined: no role denies the action on any of the names. `resolve`: an expression to the name it stands for. */
export function indexCause(
  { sides, indices }: RoleSet,
  view: CatalogueView,
  action: string,
  names: readonly string[],
  resolve: (expression: string) => string,
): DenialCause | undefined {
  const entries = sides.flatMap((side) => side.indices.denied).filter((entry) => entry.actions.includes(action))
  if (entries.length === 0) return undefined
  const everywhere = entries.filter((entry) => entry.names.some(matchesEverything))
  if (everywhere.length > 0) return { roles: unique(everywhere.map(({ role }) => role)), names }
  const rights = indices.forAction(action)
  const behind = new Map(names.map((name) => [name, deniedNames(rights, view, resolve(name))]))
  const denied = names.filter((name) => behind.get(name)?.length !== 0)
  if (denied.length === 0) return undefined
  const by = [...behind.values()].flat()
  const denying = entries.filter((entry) => entry.names.some((matcher) => by.some((name) => matcher.matches(name))))
  return { roles: unique(denying.map(({ role }) => role)), names: denied }
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)].sort()
