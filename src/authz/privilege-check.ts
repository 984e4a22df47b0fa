/**
 * Whether a set of roles covers privileges as a whole: a named privilege with all its actions, an index pattern with every name it could
 * match. Called by `_has_privileges`; unsure counts as no. Roles' document and field restrictions do not count here, as in Elasticsearch.
 */
import { isWithin } from '../core/automaton.ts'
import { type Language, minus, text } from '../core/language.ts'
import type { NamedPrivileges } from '../request/names.ts'
import { coversActions, joinActions } from '../roles/action-set.ts'
import type { CompiledEntry } from '../roles/compiled-role.ts'
import { compileNamePattern, type NameMatcher, patternLanguage } from '../roles/name-pattern.ts'
import { type CompiledClusterPrivilege, getClusterPrivilege, getIndexPrivilege } from '../roles/privileges.ts'
import { isRestrictedName, RESTRICTED_PATTERNS } from '../roles/restricted-names.ts'
import type { RoleSet, RoleUnion } from '../roles/role-set.ts'

/** Whether the roles cover a cluster privilege, by name or as an action pattern. */
export const coversCluster = ({ sides }: RoleSet, name: string): boolean => sides.every((side) => sideCoversCluster(side, name))

function sideCoversCluster({ roles }: RoleUnion, name: string): boolean {
  const wanted = getClusterPrivilege(name)
  if (roles.some(({ denied }) => denied.cluster.some((privilege) => overlaps(privilege, wanted)))) return false
  const held = roles.flatMap((role) => role.cluster)
  if (held.some(({ name: other }) => other === wanted.name)) return true
  // What is granted for some requests only covers nothing but itself.
  const plain = held.filter((privilege) => privilege.byRequest.size === 0)
  if (plain.length === 0) return false
  const actions = joinActions(plain.map((privilege) => privilege.actions))
  return coversActions(actions, wanted.actions) && [...wanted.byRequest].every((action) => actions.includes(action))
}

/** Whether the roles cover index privileges on every name of a pattern; the verdicts stand in the order of `privileges`. */
export function coversIndex(
  { sides }: RoleSet,
  pattern: string,
  privileges: readonly string[],
  allowsRestricted: boolean,
): readonly boolean[] {
  const verdicts = sides.map((side) => sideCoversIndex(side, pattern, privileges, allowsRestricted))
  return privileges.map((_, at) => verdicts.every((side) => side[at] === true))
}

/** Whether the roles may give others these privileges in roles: `global.role.manage`. */
export function managesRolesWith({ sides }: RoleSet, granted: readonly NamedPrivileges[]): boolean {
  const coversAll = (held: readonly CompiledEntry[]): boolean =>
    granted.every(({ names, privileges, allowRestrictedIndices }) =>
      names.every((name) => entriesCoverIndex(held, name, privileges, allowRestrictedIndices).every((covers) => covers)),
    )
  return sides.every(({ roles }) => roles.some(({ managedIndices }) => managedIndices.length > 0 && coversAll(managedIndices)))
}

function sideCoversIndex(
  { indices }: RoleUnion,
  pattern: string,
  privileges: readonly string[],
  allowsRestricted: boolean,
): readonly boolean[] {
  const covered = entriesCoverIndex(indices.entries, pattern, privileges, allowsRestricted)
  if (indices.denied.length === 0) return covered
  const asked = askedNames(pattern, allowsRestricted)
  const denied = asked ? indices.denied.filter((entry) => meetsNames(entry, asked)) : []
  return covered.map((isCovered, at) => isCovered && !denied.some((entry) => deniesPart(entry, privileges[at] as string)))
}

/** Whether an entry takes something of a privilege away. */
export function deniesPart(entry: CompiledEntry, privilege: string): boolean {
  const { actions, selector } = getIndexPrivilege(privilege)
  const onData = selector !== 'failures' && meets(entry.actions.language, actions.language)
  return onData || (selector !== 'data' && meets(entry.failureActions.language, actions.language))
}

/** Whether an entry has a name in common with those asked about. */
function meetsNames({ source }: CompiledEntry, { matcher, pattern, withRestricted }: AskedNames): boolean {
  const given = matcher.kind === 'exact' ? text(matcher.literal) : languageOf(pattern)
  const asked = withRestricted ? given : minus(given, RESTRICTED)
  return meets(patternLanguage(source.names), asked)
}

/** Whether two languages have a text in common; unsure counts as yes. */
const meets = (one: Language, other: Language): boolean => !isWithin(one, minus(one, other))

function overlaps(denied: CompiledClusterPrivilege, wanted: CompiledClusterPrivilege): boolean {
  const isIn = (privilege: CompiledClusterPrivilege, action: string): boolean =>
    privilege.actions.includes(action) || privilege.byRequest.has(action)
  if ([...wanted.byRequest].some((action) => isIn(denied, action))) return true
  if ([...denied.byRequest].some((action) => isIn(wanted, action))) return true
  return meets(denied.actions.language, wanted.actions.language)
}

function entriesCoverIndex(
  held: readonly CompiledEntry[],
  pattern: string,
  privileges: readonly string[],
  allowsRestricted: boolean,
): readonly boolean[] {
  const wanted = privileges.map(getIndexPrivilege)
  const asked = askedNames(pattern, allowsRestricted)
  const entries = asked ? held.filter((entry) => coversNames(entry, asked)) : []
  if (entries.length === 0) return wanted.map(() => false)
  const onData = joinActions(entries.map((entry) => entry.actions))
  const onFailures = joinActions(entries.map((entry) => entry.failureActions))
  return wanted.map(({ actions, selector }) => coversActions(selector === 'failures' ? onFailures : onData, actions))
}

/** The names a check asks about. */
interface AskedNames {
  readonly matcher: NameMatcher
  readonly pattern: string
  /** Restricted names among those of the pattern are asked about as well. */
  readonly withRestricted: boolean
}

/** undefined: no name is left once the restricted ones are taken away. */
function askedNames(pattern: string, allowsRestricted: boolean): AskedNames | undefined {
  if (pattern === '') return undefined
  const matcher = compileNamePattern(pattern)
  const withRestricted = allowsRestricted || (matcher.kind === 'exact' && isRestrictedName(matcher.literal))
  const asked = { matcher, pattern, withRestricted }
  if (withRestricted) return asked
  const isWhollyRestricted =
    matcher.kind === 'general' ? isWithin(languageOf(pattern), RESTRICTED) : isRestrictedName(matcher.literal)
  return isWhollyRestricted ? undefined : asked
}

const RESTRICTED = patternLanguage(RESTRICTED_PATTERNS)
const languageOf = (pattern: string): Language => patternLanguage([pattern])

function coversNames(entry: CompiledEntry, { matcher, pattern, withRestricted }: AskedNames): boolean {
  if (matcher.kind === 'exact') {
    const mayBeAsked = entry.allowsRestricted || !isRestrictedName(matcher.literal)
    return mayBeAsked && entry.names.some((name) => name.matches(matcher.literal))
  }
  const needsRestricted = withRestricted && !entry.allowsRestricted
  if (!needsRestricted && entry.names.some((name) => name.kind === 'prefix' && matcher.literal.startsWith(name.literal)))
    return true
  if (isPlain(matcher) && !needsRestricted && entry.names.every(isPlain)) return false
  const given = languageOf(pattern)
  const asked = withRestricted ? given : minus(given, RESTRICTED)
  const covered = patternLanguage(entry.source.names)
  return isWithin(asked, entry.allowsRestricted ? covered : minus(covered, RESTRICTED))
}

/** Prefixes and texts can only be covered by a shorter prefix: no number of longer ones reaches every name. */
const isPlain = (matcher: NameMatcher): boolean => matcher.kind !== 'general'
