/**
 * Verdicts on changes of aliases. The action is needed on every index and on every alias: indices first, then names of aliases, then what
 * patterns stand for, as Elasticsearch asks. An alias may not give its maker more than the index does. Called by `authorize.ts`.
 */
import { resolveDateMathName } from '../core/date-math.ts'
import { ElasticError, forbidden, invalidIndexName } from '../core/errors.ts'
import { compileWildcard, isWildcard } from '../core/wildcard.ts'
import type { AliasGrant, IndexGrant } from '../request/access.ts'
import type { AliasTarget, IndicesOptions } from '../request/names.ts'
import type { CompiledEntry } from '../roles/compiled-role.ts'
import type { ActionRights } from '../roles/index-permission.ts'
import { namesOwnRecords } from '../roles/restricted-names.ts'
import type { RoleSet } from '../roles/role-set.ts'
import { givesMore } from './alias-rights.ts'
import type { CatalogueView } from './catalogue-view.ts'
import { findNamed, findReachable, namesBehind } from './find-named.ts'
import { explicitNames, resolveNames } from './resolve-names.ts'

const ALIASES = 'indices:admin/aliases'
const DELETE = 'indices:admin/delete'

/** Open indices and data streams by wildcard, closed ones by name, never through an alias. */
const OPTIONS: IndicesOptions = {
  ignoreUnavailable: false,
  allowNoIndices: false,
  expandOpen: true,
  expandClosed: false,
  expandHidden: false,
  allowClosed: true,
  allowAliases: false,
}

export interface AliasesRequest {
  readonly roles: RoleSet
  readonly view: CatalogueView
  readonly now: number
  readonly isSecured: boolean
  /** The refusal of an action on names, in words; none: the names are not told. */
  denied(action: string, names: readonly string[], asked?: readonly string[]): ElasticError
  /** The refusal to take names away under which something is denied. */
  lifting(action: string, names: readonly string[]): ElasticError
}

/** What each action may do; one that is refused refuses them all. */
export function decideAliases(actions: readonly AliasTarget[], request: AliasesRequest): readonly AliasGrant[] {
  const rights = request.roles.indices.forAction(ALIASES)
  if (!rights.grantsAnything) throw request.denied(ALIASES, unique(actions.flatMap(({ indices }) => indices)))
  const resolved = actions.map((action) => ({ ...action, aliases: action.aliases.map((name) => aliasName(name, request.now)) }))
  refuseIndices(resolved, rights, request)
  refuseAliases(resolved, rights, request)
  const grants = resolved.map((action) => grantAction(action, rights, request))
  refuseLifting(grants, request)
  refuseDeletions(grants, request)
  refuseMore(grants, request.roles)
  return grants
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)]
const aliasName = (name: string, now: number): string => (isAliasPattern(name) ? name : resolveDateMathName(name, now))
/** Whether a name of an alias stands for several. */
export const isAliasPattern = (name: string): boolean => name === '_all' || isWildcard(name)

function refuseIndices(actions: readonly AliasTarget[], rights: ActionRights, { view, now, denied }: AliasesRequest): void {
  const names = unique(actions.flatMap(({ indices }) => explicitNames({ expressions: indices, now })))
  const refused = names.filter((name) => name !== '_all' && !namesOwnRecords(name) && !findNamed(rights, view, name))
  if (refused.length > 0) throw denied(ALIASES, refused)
}

function refuseAliases(actions: readonly AliasTarget[], rights: ActionRights, { view, denied }: AliasesRequest): void {
  for (const { kind, aliases } of actions) {
    for (const name of aliases) {
      if (kind === 'remove' && isAliasPattern(name)) continue
      if (kind === 'add' && namesOwnRecords(name)) throw invalidIndexName(name, "is kept for the server's own records")
      if (!findNamed(rights, view, name)) throw denied(ALIASES, [], [name])
    }
  }
}

function grantAction({ kind, indices, aliases }: AliasTarget, rights: ActionRights, request: AliasesRequest): AliasGrant {
  const { view, now, isSecured, denied } = request
  const found = resolveNames({ expressions: indices, options: OPTIONS, permission: rights, view, now, isSecured })
  if (found.denied.length > 0) throw denied(ALIASES, found.denied)
  const names =
    kind === 'remove' ? aliases.flatMap((name) => (isAliasPattern(name) ? matchingAliases(name, rights, view) : [name])) : aliases
  refuseRestricted(found.indices)
  return {
    kind,
    indices: found.indices.filter(({ dataStream }) => dataStream === undefined),
    streams: found.names.filter((name) => isStream(view, name)),
    aliases: unique(names),
  }
}

/** Aliases that a pattern stands for, within what the action may see. */
export function matchingAliases(pattern: string, rights: ActionRights, view: CatalogueView): readonly string[] {
  const { matches } = compileWildcard(pattern === '_all' ? '*' : pattern)
  const names = [...findReachable(rights, view).keys()]
  return names.filter((name) => matches(name) && isAlias(view, name))
}

function isAlias(view: CatalogueView, name: string): boolean {
  const named = view.look(name)
  return named.kind === 'alias' && named.alias.isStream !== true
}

function isStream(view: CatalogueView, name: string): boolean {
  const named = view.look(name)
  return named.kind === 'alias' && named.alias.isStream === true
}

/** A name of one's own for what is shown in part only might show all of it. */
function refuseRestricted(indices: readonly IndexGrant[]): void {
  if (indices.every(({ restriction }) => restriction.kind === 'unrestricted')) return
  throw new ElasticError(
    'security_exception',
    'Alias requests are not allowed for users who have field or document level security enabled on one of the indices',
    { status: 400 },
  )
}

/** What is denied under an alias stays denied: its holder cannot take the alias away from the index. */
function refuseLifting(grants: readonly AliasGrant[], { roles, view, lifting }: AliasesRequest): void {
  const denied = roles.sides.flatMap(({ indices }) => indices.denied)
  if (denied.length === 0) return
  for (const grant of grants) {
    if (grant.kind !== 'remove') continue
    for (const name of holdersOf(grant)) {
      const held = grant.aliases.filter((alias) => namesBehind(view, name).includes(alias))
      const lifted = held.filter((alias) => denied.some((entry) => isDeniedOnlyAs(alias, name, entry)))
      if (lifted.length > 0) throw lifting(ALIASES, lifted)
    }
  }
}

/**
 * Whether an alias is the only name under which something is denied of an index behind it: a rollover may take it away. Whether it will, the
 * catalogue does not tell (an alias with a named write index stays), so all of them are meant.
 */
export function leavesDenied(roles: RoleSet, view: CatalogueView, alias: string): boolean {
  const named = view.look(alias)
  const denied = roles.sides.flatMap(({ indices }) => indices.denied)
  if (denied.length === 0 || named.kind !== 'alias' || named.alias.isStream) return false
  return named.indices.some(({ name }) => denied.some((entry) => isDeniedOnlyAs(alias, name, entry)))
}

/** What gets or loses the aliases. */
const holdersOf = ({ indices, streams }: AliasGrant): readonly string[] => [...indices.map(({ name }) => name), ...streams]

const isDeniedOnlyAs = (alias: string, index: string, { names }: CompiledEntry): boolean =>
  names.some((matcher) => matcher.matches(alias)) && !names.some((matcher) => matcher.matches(index))

/** Who removes an index must be allowed to delete it: stricter than Elasticsearch, where the aliases action is enough. */
function refuseDeletions(grants: readonly AliasGrant[], { roles, view, denied }: AliasesRequest): void {
  const rights = roles.indices.forAction(DELETE)
  const removed = grants.filter(({ kind }) => kind === 'removeIndex').flatMap(({ indices }) => indices.map(({ name }) => name))
  const refused = unique(removed.filter((name) => !findNamed(rights, view, name)))
  if (refused.length > 0) throw denied(DELETE, refused)
}

function refuseMore(grants: readonly AliasGrant[], roles: RoleSet): void {
  for (const grant of grants) {
    if (grant.kind !== 'add') continue
    if (holdersOf(grant).some((holder) => grant.aliases.some((alias) => givesMore(roles, alias, holder)))) {
      throw aliasGivesMore()
    }
  }
}

export const aliasGivesMore = (): ElasticError =>
  forbidden('Adding an alias is not allowed when the alias has more permissions than any of the indices')
