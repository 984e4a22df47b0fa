/**
 * What a set of roles allows on indices, by action and name. Asked for one name it looks at that name only, however many indices there
 * are; asked for all names it walks the patterns over a sorted table, so the cost follows the patterns and what they match.
 */
import type { Restriction, View } from '../request/access.ts'
import type { CompiledEntry } from './compiled-role.ts'
import { matchesEverything, type NameMatcher } from './name-pattern.ts'
import type { NameTable } from './name-table.ts'
import { isRestrictedName } from './restricted-names.ts'

const UNRESTRICTED: Restriction = { kind: 'unrestricted' }
/** Verdicts kept per action; names come from requests, so there is an end to their number and length. */
const MAX_VERDICTS = 1_000
const MAX_NAME = 255

/** What somebody may do on indices. */
export interface IndexRights {
  forAction(action: string): ActionRights
}

/** What one action may do on indices. */
export interface ActionRights {
  /** Whether it is allowed on any name at all. */
  readonly grantsAnything: boolean
  /** Whether some name is denied. */
  readonly hasDenials: boolean
  /** Whether a role takes the action away on this very name. `find` and `visible` know; what a name stands for, only its reader does. */
  denies(name: string): boolean
  /** The same on data streams, their indices and their aliases, where old privileges to write include no change of mappings. */
  readonly onStreams: ActionRights
  /** What may be seen of a name; undefined: the action is not allowed on it. The name may be an index, an alias, or nothing yet. */
  find(name: string): Restriction | undefined
  /** What may be seen of a backing index: what is allowed on its data stream is allowed on it. */
  findBacking(index: string, stream: string): Restriction | undefined
  /** Every name of a table on which the action is allowed, in the table's order. */
  visible(table: NameTable): ReadonlyMap<string, Restriction>
}

export class IndexPermission implements IndexRights {
  readonly entries: readonly CompiledEntry[]
  /** What is taken away, whatever grants it. */
  readonly denied: readonly CompiledEntry[]
  readonly #actions = new Map<string, ActionPermission>()

  constructor(entries: readonly CompiledEntry[], denied: readonly CompiledEntry[] = []) {
    this.entries = entries
    this.denied = denied
  }

  /** What one action may do. Actions come from declared APIs, so there are not many. */
  forAction(action: string): ActionPermission {
    const known = this.#actions.get(action)
    if (known) return known
    const permission = new ActionPermission(
      this.entries.filter((entry) => entry.actions.includes(action) || entry.extraActions.includes(action)),
      this.denied.filter((entry) => entry.actions.includes(action)),
      (entry) => entry.actions.includes(action),
    )
    this.#actions.set(action, permission)
    return permission
  }
}

export class ActionPermission implements ActionRights {
  readonly #entries: readonly CompiledEntry[]
  readonly #denied: readonly NameMatcher[]
  readonly onStreams: ActionPermission
  readonly #exact = new Map<string, CompiledEntry[]>()
  readonly #prefixes = new Map<string, CompiledEntry[]>()
  readonly #prefixLengths: readonly number[]
  readonly #general: readonly { readonly entry: CompiledEntry; readonly pattern: NameMatcher }[]
  readonly #verdicts = new Map<string, Restriction | undefined>()
  #visible: { readonly table: NameTable; readonly names: ReadonlyMap<string, Restriction> } | undefined
  /** Pattern look-ups so far: what the tests of speed count. */
  steps = 0

  /** `holdsOnStreams`: which entries grant on data streams too. */
  constructor(
    entries: readonly CompiledEntry[],
    denied: readonly CompiledEntry[] = [],
    holdsOnStreams: (entry: CompiledEntry) => boolean = () => true,
  ) {
    this.onStreams = entries.every(holdsOnStreams) ? this : new ActionPermission(entries.filter(holdsOnStreams), denied)
    this.#entries = entries
    this.#denied = denied.flatMap(({ names }) => names)
    const general = []
    for (const entry of entries) {
      for (const pattern of entry.names) {
        if (pattern.kind === 'exact') append(this.#exact, pattern.literal, entry)
        else if (pattern.kind === 'prefix') append(this.#prefixes, pattern.literal, entry)
        else general.push({ entry, pattern })
      }
    }
    this.#general = general
    this.#prefixLengths = [...new Set([...this.#prefixes.keys()].map((prefix) => prefix.length))].sort(
      (one, other) => one - other,
    )
  }

  get grantsAnything(): boolean {
    return this.#entries.length > 0 && !this.#denied.some(matchesEverything)
  }

  get hasDenials(): boolean {
    return this.#denied.length > 0
  }

  denies(name: string): boolean {
    this.steps += this.#denied.length
    return this.#denied.some((matcher) => matcher.matches(name))
  }

  find(name: string): Restriction | undefined {
    if (this.#verdicts.has(name)) return this.#verdicts.get(name)
    const verdict = this.#decide(name)
    if (name.length > MAX_NAME) return verdict
    if (this.#verdicts.size >= MAX_VERDICTS) this.#verdicts.clear()
    this.#verdicts.set(name, verdict)
    return verdict
  }

  findBacking(index: string, stream: string): Restriction | undefined {
    const [own, inherited] = [this.onStreams.find(index), this.onStreams.find(stream)]
    return own && inherited ? uniteRestrictions(own, inherited) : (own ?? inherited)
  }

  visible(table: NameTable): ReadonlyMap<string, Restriction> {
    if (this.#visible?.table !== table) this.#visible = { table, names: this.#walk(table) }
    return this.#visible.names
  }

  #decide(name: string): Restriction | undefined {
    if (this.denies(name)) return undefined
    const isRestricted = isRestrictedName(name)
    const views: View[] = []
    for (const entry of this.#matching(name)) {
      if (isRestricted && !entry.allowsRestricted) continue
      if (!entry.view) return UNRESTRICTED
      if (!views.includes(entry.view)) views.push(entry.view)
    }
    return views.length === 0 ? undefined : { kind: 'views', views }
  }

  *#matching(name: string): Generator<CompiledEntry> {
    this.steps += 1 + this.#prefixLengths.length + this.#general.length
    yield* this.#exact.get(name) ?? []
    for (const length of this.#prefixLengths) {
      if (length > name.length) break
      yield* this.#prefixes.get(name.slice(0, length)) ?? []
    }
    for (const { entry, pattern } of this.#general) if (pattern.matches(name)) yield entry
  }

  #walk(table: NameTable): ReadonlyMap<string, Restriction> {
    const found = new Map<number, Set<CompiledEntry>>()
    const mark = (position: number, entry: CompiledEntry): void => {
      this.steps++
      if (entry.allowsRestricted || !table.isRestricted(position)) addTo(found, position, entry)
    }
    for (const [name, entries] of this.#exact) {
      const position = table.positionOf(name)
      this.steps++
      if (position !== undefined) for (const entry of entries) mark(position, entry)
    }
    for (const [prefix, entries] of this.#prefixes) {
      const [from, to] = table.rangeOf(prefix)
      for (const entry of entries) for (let position = from; position < to; position++) mark(position, entry)
    }
    for (const { entry, pattern } of this.#general) for (const position of table.matching(pattern)) mark(position, entry)
    if (this.hasDenials)
      for (const position of found.keys()) if (this.denies(table.names[position] as string)) found.delete(position)
    return inOrder(found, table)
  }
}

function inOrder(found: ReadonlyMap<number, ReadonlySet<CompiledEntry>>, table: NameTable): ReadonlyMap<string, Restriction> {
  const positions = [...found.keys()].sort((one, other) => one - other)
  return new Map(
    positions.map((position) => [table.names[position] as string, joinViews(found.get(position) as ReadonlySet<CompiledEntry>)]),
  )
}

/** An entry without a view shows everything; otherwise each view counts. */
function joinViews(entries: ReadonlySet<CompiledEntry>): Restriction {
  const views: View[] = []
  for (const { view } of entries) {
    if (!view) return UNRESTRICTED
    views.push(view)
  }
  return { kind: 'views', views }
}

function append(map: Map<string, CompiledEntry[]>, key: string, entry: CompiledEntry): void {
  const list = map.get(key)
  if (!list) map.set(key, [entry])
  else if (!list.includes(entry)) list.push(entry)
}

function addTo(map: Map<number, Set<CompiledEntry>>, key: number, entry: CompiledEntry): void {
  const set = map.get(key)
  if (set) set.add(entry)
  else map.set(key, new Set([entry]))
}

/** What may be seen through any of several ways to one index. */
export function uniteRestrictions(one: Restriction, other: Restriction): Restriction {
  if (one.kind === 'unrestricted' || other.kind === 'unrestricted') return UNRESTRICTED
  return { kind: 'views', views: [...new Set([...one.views, ...other.views])] }
}
