/**
 * A second, naive reading of the rules: plain loops over descriptors and names, no caches, no compiled patterns. Slow and obvious on purpose;
 * the property tests ask it and the server the same questions.
 */
import { CLUSTER_PRIVILEGES } from '../../src/roles/data/cluster-privileges.ts'
import { INDEX_PRIVILEGES } from '../../src/roles/data/index-privileges.ts'
import type { IndicesEntry, RoleDescriptor } from '../../src/roles/role-descriptor.ts'

export interface ModelIndex {
  readonly name: string
  readonly hidden: boolean
  readonly closed: boolean
}

export interface ModelWorld {
  readonly indices: readonly ModelIndex[]
  /** Alias → indices. */
  readonly aliases: Readonly<Record<string, readonly string[]>>
  /** Data stream → backing indices, which are among the indices. */
  readonly streams?: Readonly<Record<string, readonly string[]>>
  /** Alias → data streams. */
  readonly streamAliases?: Readonly<Record<string, readonly string[]>>
}

export interface ModelOptions {
  readonly ignoreUnavailable: boolean
  readonly allowNoIndices: boolean
  readonly expandOpen: boolean
  readonly expandClosed: boolean
  readonly expandHidden: boolean
  readonly allowClosed: boolean
  readonly allowAliases: boolean
}

/** `open`, or the queries and fields through which something is seen. */
export type Sight = 'open' | readonly string[]

export type Outcome =
  | { readonly kind: 'forbidden'; readonly names: readonly string[] }
  | { readonly kind: 'error'; readonly type: string }
  | { readonly kind: 'indices'; readonly sights: Readonly<Record<string, Sight>> }

const RESTRICTED = /^\.(security|kibana|tasks|fleet)/

/** `*` and `?` of a role pattern, or a regular expression of the simple kind both sides understand. */
export function patternMatches(pattern: string, name: string): boolean {
  if (pattern.startsWith('/')) return new RegExp(`^(?:${pattern.slice(1, -1)})$`, 'su').test(name)
  const source = [...pattern].map((each) => (each === '*' ? '.*' : each === '?' ? '.' : each.replace(/[.+^${}()|[\]\\]/, '\\$&')))
  return new RegExp(`^${source.join('')}$`, 'su').test(name)
}

type Entry = Pick<IndicesEntry, 'names' | 'privileges'>

function entryAllows(entry: Entry, action: string): boolean {
  for (const privilege of entry.privileges) {
    const row = INDEX_PRIVILEGES.find((candidate) => candidate.name === privilege)
    const patterns = row ? (row.selector === 'failures' ? [] : row.actions) : [`${privilege}*`]
    for (const pattern of patterns) {
      if (pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : action === pattern) return true
    }
  }
  return false
}

const denials = (roles: readonly RoleDescriptor[], action: string): readonly Entry[] =>
  roles.flatMap((role) => role.deny?.indices ?? []).filter((entry) => entryAllows(entry, action))

/** Every name by which a denial may reach what a name stands for. */
function namesBehind(world: ModelWorld, name: string): readonly string[] {
  const isIndex = world.indices.some((index) => index.name === name)
  const members = isIndex ? [name] : (membersOf(world, name) ?? [])
  const others = [...Object.keys(world.aliases), ...streamNames(world)].filter((other) =>
    membersOf(world, other)?.some((member) => members.includes(member)),
  )
  return [name, ...members, ...others]
}

const entryOf = <Value>(record: Readonly<Record<string, Value>> = {}, name: string): Value | undefined =>
  Object.hasOwn(record, name) ? record[name] : undefined

/** Data streams and their aliases. */
const streamNames = ({ streams = {}, streamAliases = {} }: ModelWorld): readonly string[] => [
  ...Object.keys(streams),
  ...Object.keys(streamAliases),
]

/** The indices that an alias, a data stream, or an alias of streams stands for. */
function membersOf(world: ModelWorld, name: string): readonly string[] | undefined {
  const streams = entryOf(world.streamAliases, name)
  if (streams) return streams.flatMap((stream) => entryOf(world.streams, stream) ?? [])
  return entryOf(world.streams, name) ?? entryOf(world.aliases, name)
}

const streamOf = ({ streams = {} }: ModelWorld, index: string): string | undefined =>
  Object.keys(streams).find((stream) => streams[stream]?.includes(index))

const isOfStreams = (world: ModelWorld, name: string): boolean =>
  streamNames(world).includes(name) || streamOf(world, name) !== undefined

/** Old privileges to write include changes of mappings, on indices and aliases of indices only. */
const changesMapping = ({ privileges }: Entry, action: string): boolean =>
  action.startsWith('indices:admin/mapping/') &&
  privileges.some((name) => ['create_doc', 'create', 'index', 'write'].includes(name)) &&
  ['indices:admin/mapping/put', 'indices:admin/mapping/auto_put'].includes(action)

/** What is seen of a name by an action; undefined: not allowed. */
export function sightOf(roles: readonly RoleDescriptor[], world: ModelWorld, action: string, name: string): Sight | undefined {
  for (const denied of denials(roles, action)) {
    for (const pattern of denied.names) {
      for (const each of own(name) ? [name] : namesBehind(world, name)) if (patternMatches(pattern, each)) return undefined
    }
  }
  const stream = streamOf(world, name)
  const granting = stream === undefined ? [name] : [name, stream]
  const seen = new Set<string>()
  let allowed = false
  for (const role of roles) {
    for (const entry of role.indices) {
      if (!entryAllows(entry, action) && !(changesMapping(entry, action) && !isOfStreams(world, name))) continue
      for (const pattern of entry.names) {
        for (const each of granting) {
          if (!patternMatches(pattern, each)) continue
          if (RESTRICTED.test(each) && !entry.allowRestrictedIndices) continue
          allowed = true
          if (entry.query === undefined) return 'open'
          seen.add(entry.query)
        }
      }
    }
  }
  return allowed ? [...seen].sort() : undefined
}

const unite = (one: Sight | undefined, other: Sight): Sight => {
  if (one === undefined) return other
  if (one === 'open' || other === 'open') return 'open'
  return [...new Set([...one, ...other])].sort()
}

const grantsAnything = (roles: readonly RoleDescriptor[], action: string): boolean =>
  !denials(roles, action).some((entry) => entry.names.includes('*')) &&
  roles.some((role) => role.indices.some((entry) => entryAllows(entry, action) || changesMapping(entry, action)))

const own = (name: string): boolean => name.startsWith('.security')

/** Whose rights are asked: of some roles, or of both sides of limited ones. */
export interface ModelRights {
  grantsAnything(action: string): boolean
  sightOf(world: ModelWorld, action: string, name: string): Sight | undefined
}

export const rightsOf = (roles: readonly RoleDescriptor[]): ModelRights => ({
  grantsAnything: (action) => grantsAnything(roles, action),
  sightOf: (world, action, name) => sightOf(roles, world, action, name),
})

/** What both allow; each way to see on one side is seen through each of the other. */
export const limitedRights = (own: ModelRights, by: ModelRights): ModelRights => ({
  grantsAnything: (action) => own.grantsAnything(action) && by.grantsAnything(action),
  sightOf(world, action, name) {
    const [one, other] = [own.sightOf(world, action, name), by.sightOf(world, action, name)]
    if (one === undefined || other === undefined) return undefined
    if (one === 'open') return other
    if (other === 'open') return one
    return [...new Set(one.flatMap((first) => other.map((second) => (first === second ? first : `${first}&${second}`))))].sort()
  },
})

/** Cluster privileges that hold for every request. */
export function grantsCluster(roles: readonly RoleDescriptor[], action: string): boolean {
  const matches = (patterns: readonly string[]): boolean =>
    patterns.some((pattern) => (pattern.endsWith('*') ? action.startsWith(pattern.slice(0, -1)) : action === pattern))
  const covers = (name: string, isDenial: boolean): boolean => {
    const row = CLUSTER_PRIVILEGES.find((candidate) => candidate.name === name)
    if (!row) return matches([`${name}*`])
    if (isDenial && matches(row.byRequest ?? [])) return true
    return matches(row.actions) && !matches(row.except ?? [])
  }
  if (roles.some((role) => role.deny?.cluster.some((name) => covers(name, true)))) return false
  return roles.some((role) => role.cluster.some((name) => covers(name, false)))
}

/** Everything about expressions in one place. */
export function decide(
  rights: ModelRights,
  world: ModelWorld,
  action: string,
  expressions: readonly string[],
  options: ModelOptions,
): Outcome {
  if (!rights.grantsAnything(action)) return { kind: 'forbidden', names: [] }
  const given = expressions.length === 0 || (expressions.length === 1 && expressions[0] === '_all') ? ['*'] : expressions
  let chosen: { name: string; explicit: boolean }[] = []
  for (const expression of given) {
    if (expression.startsWith('-')) {
      chosen = chosen.filter(({ name }) => !expressionMatches(expression.slice(1), name))
      continue
    }
    if (!expression.includes('*') || !(options.expandOpen || options.expandClosed)) {
      const again = chosen.find(({ name }) => name === expression)
      if (again) again.explicit = true
      else chosen.push({ name: expression, explicit: true })
      continue
    }
    const found = allNames(world).filter(
      (name) => expressionMatches(expression, name) && isVisible(world, name, expression, options),
    )
    const visible = found.filter((name) => rights.sightOf(world, action, name) !== undefined)
    if (visible.length === 0 && !options.allowNoIndices) return { kind: 'error', type: 'index_not_found_exception' }
    for (const name of visible) if (!chosen.some((each) => each.name === name)) chosen.push({ name, explicit: false })
  }
  const explicit = chosen.filter((each) => each.explicit).map((each) => each.name)
  const denied = explicit.filter((name) => !own(name) && rights.sightOf(world, action, name) === undefined)
  if (denied.length > 0 && !options.ignoreUnavailable) return { kind: 'forbidden', names: denied.sort() }
  return collect(rights, world, action, chosen, options)
}

function collect(
  rights: ModelRights,
  world: ModelWorld,
  action: string,
  chosen: readonly { name: string; explicit: boolean }[],
  options: ModelOptions,
): Outcome {
  const sights: Record<string, Sight> = Object.create(null)
  for (const { name, explicit } of chosen) {
    const sight = rights.sightOf(world, action, name)
    const index = own(name) ? undefined : world.indices.find((each) => each.name === name)
    const alias = own(name) ? undefined : membersOf(world, name)
    const isStream = !own(name) && entryOf(world.streams, name) !== undefined
    const goesByStreams = !index && isOfStreams(world, name)
    if (sight === undefined || (!index && !alias)) {
      if (options.ignoreUnavailable) continue
      return { kind: 'error', type: name.startsWith('_') ? 'invalid_index_name_exception' : 'index_not_found_exception' }
    }
    if (alias && !isStream && !options.allowAliases) {
      if (options.ignoreUnavailable) continue
      return { kind: 'error', type: 'illegal_argument_exception' }
    }
    const members = index ? [index] : world.indices.filter((each) => alias?.includes(each.name))
    for (const member of members) {
      if (goesByStreams && member.closed && !(options.allowClosed && options.expandClosed)) continue
      const unusable = member.closed && !options.allowClosed
      if (unusable && !options.ignoreUnavailable && (explicit || (index && options.expandClosed))) {
        return { kind: 'error', type: 'index_closed_exception' }
      }
      const skipped = unusable || (member.closed && !index && !explicit && !options.expandClosed)
      if (!skipped) sights[member.name] = unite(sights[member.name], sight)
    }
  }
  if (Object.keys(sights).length === 0 && !options.allowNoIndices) return { kind: 'error', type: 'index_not_found_exception' }
  return { kind: 'indices', sights }
}

const allNames = (world: ModelWorld): readonly string[] =>
  [...world.indices.map((index) => index.name), ...Object.keys(world.aliases), ...streamNames(world)].filter((name) => !own(name))

/** In a request only `*` is special. */
const expressionMatches = (expression: string, name: string): boolean =>
  new RegExp(
    `^${expression
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    's',
  ).test(name)

function isVisible(world: ModelWorld, name: string, expression: string, options: ModelOptions): boolean {
  const index = world.indices.find((each) => each.name === name)
  if (entryOf(world.streams, name)) return true
  if (!index) return options.allowAliases
  if (index.closed ? !options.expandClosed : !options.expandOpen) return false
  return !index.hidden || options.expandHidden || (expression.startsWith('.') && name.startsWith('.'))
}
