/**
 * Whether a set of roles covers privileges as a whole: a named privilege with all its actions, an index pattern with every name it could
 * match. Called by `_has_privileges`; unsure counts as no. Roles' document and field restrictions do not count here, as in Elasticsearch.
 */
import { isWithin } from '../core/automaton.ts'
import { type Language, minus, union } from '../core/language.ts'
import type { ActionSet } from '../roles/action-set.ts'
import type { CompiledEntry } from '../roles/compiled-role.ts'
import { compileNamePattern, type NameMatcher, patternLanguage } from '../roles/name-pattern.ts'
import { getClusterPrivilege, getIndexPrivilege } from '../roles/privileges.ts'
import { isRestrictedName, RESTRICTED_PATTERNS } from '../roles/restricted-names.ts'
import type { RoleSet } from '../roles/role-set.ts'

/** Whether the roles cover a cluster privilege, by name or as an action pattern. */
export function coversCluster(roles: RoleSet, name: string): boolean {
  const wanted = getClusterPrivilege(name)
  const held = roles.roles.flatMap((role) => role.cluster)
  const plain = held.filter((privilege) => privilege.byRequest.size === 0)
  if (wanted.byRequest.size > 0) {
    if (held.includes(wanted)) return true
    return [...wanted.byRequest].every((action) => plain.some((privilege) => privilege.actions.includes(action)))
  }
  if (plain.includes(wanted)) return true
  return plain.length > 0 && isWithin(wanted.actions.language, union(plain.map((privilege) => privilege.actions.language)))
}

/** Whether the roles cover index privileges on every name of a pattern; the verdicts stand in the order of `privileges`. */
export function coversIndex(
  roles: RoleSet,
  pattern: string,
  privileges: readonly string[],
  allowsRestricted: boolean,
): readonly boolean[] {
  const wanted = privileges.map(getIndexPrivilege)
  const asked = askedNames(pattern, allowsRestricted)
  const entries = asked ? roles.indices.entries.filter((entry) => coversNames(entry, asked)) : []
  const held = entries.map((entry) => entry.actions)
  return wanted.map(({ actions }) => held.length > 0 && isCovered(actions, held))
}

const isCovered = (wanted: ActionSet, held: readonly ActionSet[]): boolean =>
  held.includes(wanted) || isWithin(wanted.language, union(held.map((actions) => actions.language)))

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
