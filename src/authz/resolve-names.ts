/**
 * Index expressions → the names they stand for, within what an action may see: wildcards, exclusions, `_all`, date math, hidden and closed
 * indices, aliases. One resolver for authorization and execution: what it yields is what runs. Whether a named thing may be used is asked
 * of `ActionRights`; wildcards never reach what is not allowed, names that are not allowed are given back as denied.
 */
import { resolveDateMathName } from '../core/date-math.ts'
import { ElasticError, illegalArgument, indexClosed, indexNotFound, invalidIndexName, streamExcluded } from '../core/errors.ts'
import { compileWildcard, isWildcard } from '../core/wildcard.ts'
import type { IndexGrant, Restriction } from '../request/access.ts'
import type { CatalogueIndex } from '../request/catalogue.ts'
import type { IndicesOptions } from '../request/names.ts'
import { type ActionRights, uniteRestrictions } from '../roles/index-permission.ts'
import { namesOwnRecords } from '../roles/restricted-names.ts'
import type { CatalogueView, Named } from './catalogue-view.ts'
import { findNamed, findReachable } from './find-named.ts'

export interface NameRequest {
  readonly expressions: readonly string[]
  readonly options: IndicesOptions
  readonly permission: ActionRights
  readonly view: CatalogueView
  /** What `now` is in date math. */
  readonly now: number
  /** False where security is off: then nothing is refused, and errors are those of an engine without a gate before it. */
  readonly isSecured?: boolean
}

export interface ResolvedNames {
  /** Concrete indices, by name. */
  readonly indices: readonly IndexGrant[]
  /** Names that were given as such and are not allowed. */
  readonly denied: readonly string[]
  /** What the expressions came to before aliases were followed: names of indices and of aliases. */
  readonly names: readonly string[]
}

/** A name that was selected: as such, or by a wildcard. */
interface Selected {
  readonly name: string
  readonly isExplicit: boolean
  /** What may be seen of it; undefined: the action is not allowed on it. */
  readonly restriction: Restriction | undefined
}

/** Resolves expressions; throws 404 and 400 for names that are allowed and cannot be used. */
export function resolveNames(request: NameRequest): ResolvedNames {
  const selected = selectNames(request)
  const denied = request.options.ignoreUnavailable ? [] : selected.filter(isDenied).map(({ name }) => name)
  if (denied.length > 0) return { indices: [], denied, names: [] }
  const grants = new Map<string, IndexGrant>()
  for (const each of selected) for (const grant of grantsOf(each, request)) addGrant(grants, grant)
  if (grants.size === 0 && !request.options.allowNoIndices) throw nothingLeft(request, selected)
  const indices = [...grants.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
  return { indices, denied: [], names: selected.filter(({ restriction }) => restriction).map(({ name }) => name) }
}

/** The names a list of expressions gives as such, for messages about a request that is refused as a whole. */
export const explicitNames = (request: Pick<NameRequest, 'expressions' | 'now'>): readonly string[] =>
  request.expressions
    .filter((expression) => !isWildcard(expression) && !expression.startsWith('-'))
    .map((expression) => nameOf(expression, request.now))

/** The records of the server are no index: nobody is denied them, they are not there. */
const isDenied = ({ name, restriction }: Selected): boolean => !namesOwnRecords(name) && restriction === undefined

const explicit = (name: string, { permission, view }: NameRequest): Selected => ({
  name,
  isExplicit: true,
  restriction: findNamed(permission, view, withoutSelector(name)),
})

function selectNames(request: NameRequest): readonly Selected[] {
  const { expressions } = request
  const only = expressions.length === 0 || (expressions.length === 1 && expressions[0] === '_all') ? ['*'] : expressions
  const selected = new Map<string, Selected>()
  for (const expression of only) select(expression, request, selected)
  return [...selected.values()]
}

function select(given: string, request: NameRequest, selected: Map<string, Selected>): void {
  const isExclusion = given.startsWith('-')
  const expression = nameOf(isExclusion ? given.slice(1) : given, request.now)
  if (isRemote(expression)) return
  if (isExclusion) exclude(expression, selected)
  else if (isWildcard(expression) && (request.options.expandOpen || request.options.expandClosed))
    expand(expression, request, selected)
  else if (!selected.get(expression)?.isExplicit) selected.set(expression, explicit(expression, request))
}

/** The name that an expression stands for: date math resolved, the selector of data left out. */
const nameOf = (expression: string, now: number): string => checkSelector(resolveDateMathName(expression, now))

/** `name::data` is the name; other selectors have nothing to select, unknown ones are refused. */
function checkSelector(expression: string): string {
  const at = expression.lastIndexOf('::')
  if (at < 0) return expression
  const selector = expression.slice(at + 2)
  if (selector === 'data') return expression.slice(0, at)
  if (selector === 'failures') return expression
  throw invalidIndexName(expression, `invalid usage of :: separator, [${selector}] is not a recognized selector`)
}

const withoutSelector = (name: string): string => (name.endsWith('::failures') ? name.slice(0, -'::failures'.length) : name)

/** There is no remote cluster: a pattern of them matches none, a name is refused. */
function isRemote(expression: string): boolean {
  const at = withoutSelector(expression).indexOf(':')
  if (at < 0) return false
  const cluster = expression.slice(0, at)
  if (isWildcard(cluster)) return true
  throw new ElasticError('no_such_remote_cluster_exception', `no such remote cluster: [${cluster}]`)
}

/** An exclusion takes from what stands before it. */
function exclude(expression: string, selected: Map<string, Selected>): void {
  if (!isWildcard(expression)) {
    selected.delete(expression)
    return
  }
  const { matches } = compileWildcard(expression)
  for (const name of [...selected.keys()]) if (matches(name)) selected.delete(name)
}

function expand(expression: string, request: NameRequest, selected: Map<string, Selected>): void {
  const { permission, view, options, isSecured = true } = request
  const { matches, literal } = compileWildcard(expression)
  let found = false
  for (const [name, restriction] of findReachable(permission, view)) {
    if (!name.startsWith(literal) || !matches(name) || !isVisible(name, expression, request)) continue
    found = true
    if (!selected.has(name)) selected.set(name, { name, isExplicit: false, restriction })
  }
  if (!found && !options.allowNoIndices) throw isSecured ? nothingFound(expression) : indexNotFound(expression)
}

function isVisible(name: string, expression: string, { view, options }: NameRequest): boolean {
  const named = view.look(name)
  if (named.kind === 'alias' && named.alias.isStream)
    return allowsStreams(options) && isShown({ name, hidden: named.alias.hidden }, expression, options)
  if (options.onlyStreams) return false
  if (named.kind === 'alias') return options.allowAliases && isShown({ name, hidden: named.alias.hidden }, expression, options)
  return named.kind === 'index' && isExpanded(named.index, options) && isShown(named.index, expression, options)
}

const allowsStreams = ({ allowStreams = true }: IndicesOptions): boolean => allowStreams

const isExpanded = (index: CatalogueIndex, options: IndicesOptions): boolean =>
  index.closed ? options.expandClosed : options.expandOpen

/** `.x*` shows what begins with a dot although it is hidden. */
const isShown = (thing: Pick<CatalogueIndex, 'name' | 'hidden'>, expression: string, options: IndicesOptions): boolean =>
  !thing.hidden || options.expandHidden || (expression.startsWith('.') && thing.name.startsWith('.'))

function grantsOf({ name, isExplicit, restriction }: Selected, { view, options }: NameRequest): readonly IndexGrant[] {
  const named = view.look(name)
  if (named.kind === 'missing' || !restriction) return missing(name, options)
  if (named.kind === 'alias' && named.alias.isStream) return streamGrants(name, named, restriction, options)
  if (options.onlyStreams) return missing(name, options)
  if (named.kind === 'index') return usable(named.index, isExplicit, options) ? [{ name, restriction }] : []
  if (!options.allowAliases) return aliasRefused(name, options)
  const isOfStreams = named.alias.streams !== undefined
  if (isOfStreams && !allowsStreams(options)) return streamsRefused(name, options)
  return named.indices.flatMap((index) => {
    if (!usableBehindAlias(index, isExplicit && !isOfStreams, options)) return []
    const filter = named.alias.filters.get(index.name)
    return [
      {
        name: index.name,
        alias: name,
        ...(isOfStreams ? { dataStream: index.dataStream! } : {}),
        ...(filter === undefined ? {} : { filters: [filter] }),
        restriction,
      },
    ]
  })
}

function streamGrants(
  name: string,
  { indices }: Extract<Named, { kind: 'alias' }>,
  restriction: Restriction,
  options: IndicesOptions,
): readonly IndexGrant[] {
  if (!allowsStreams(options)) return streamsRefused(name, options)
  return indices
    .filter((index) => usableBehindAlias(index, false, options))
    .map((index) => ({ name: index.name, dataStream: name, restriction }))
}

function streamsRefused(name: string, { ignoreUnavailable }: IndicesOptions): readonly IndexGrant[] {
  if (ignoreUnavailable) return []
  throw streamExcluded(name)
}

function missing(name: string, options: IndicesOptions): readonly IndexGrant[] {
  if (options.ignoreUnavailable) return []
  if (name.startsWith('_')) throw invalidIndexName(name, "must not start with '_'.")
  throw indexNotFound(name)
}

function aliasRefused(name: string, options: IndicesOptions): readonly IndexGrant[] {
  if (options.ignoreUnavailable) return []
  throw illegalArgument(`The provided expression [${name}] matches an alias, specify the corresponding concrete indices instead.`)
}

function usable(index: CatalogueIndex, isExplicit: boolean, options: IndicesOptions): boolean {
  if (!index.closed || options.allowClosed) return true
  // A wildcard that was asked to reach closed indices names them, as far as the action is concerned.
  if ((isExplicit || options.expandClosed) && !options.ignoreUnavailable) throw indexClosed(index)
  return false
}

const usableBehindAlias = (index: CatalogueIndex, isExplicit: boolean, options: IndicesOptions): boolean =>
  isExplicit ? usable(index, true, options) : !index.closed || (options.allowClosed && options.expandClosed)

/**
 * Several ways to one index unite what may be seen; it counts as reached through an alias only where no other way led to it, and as
 * filtered only where all ways were.
 */
function addGrant(grants: Map<string, IndexGrant>, grant: IndexGrant): void {
  const known = grants.get(grant.name)
  if (!known) {
    grants.set(grant.name, grant)
    return
  }
  const restriction: Restriction = uniteRestrictions(known.restriction, grant.restriction)
  const isAlias = known.alias !== undefined && grant.alias !== undefined
  const filters = known.filters && grant.filters && [...known.filters, ...grant.filters]
  const isStream = known.dataStream !== undefined && known.dataStream === grant.dataStream
  grants.set(grant.name, {
    name: grant.name,
    ...(isStream ? { dataStream: known.dataStream } : {}),
    ...(isAlias ? { alias: known.alias } : {}),
    ...(filters ? { filters } : {}),
    restriction,
  })
}

/** What the gate let through is missing as names are; where it let nothing through, that is said of the expressions as a whole. */
function nothingLeft({ expressions, isSecured = true }: NameRequest, selected: readonly Selected[]): ElasticError {
  const left = isSecured ? selected.filter(({ restriction }) => restriction).map(({ name }) => name) : expressions
  const [only = '_all', ...others] = left
  if (isSecured && left.length === 0) return nothingFound(`[${expressions.join(', ')}]`)
  if (others.length === 0) return indexNotFound(only)
  const members = { 'resource.type': 'index_expression', 'resource.id': left }
  return new ElasticError('index_not_found_exception', 'no such index [null]', { members })
}

/** As Elasticsearch says it of expressions: no `resource` members. */
const nothingFound = (expression: string): ElasticError =>
  new ElasticError('index_not_found_exception', `no such index [${expression}]`, {
    members: { index_uuid: '_na_', index: expression },
  })
