/**
 * `filter_path`: keeps (or, behind `-`, drops) parts of a reply by dotted paths with `*` and `**`. Arrays do not count as a level; what
 * becomes empty disappears. Raw JSON is opened only where a path leads into it.
 */
import { JsonDouble, type JsonOutput, RawJson } from '../core/json/output.ts'
import { parseJson } from '../core/json/parse.ts'
import { JsonNumber } from '../core/json/value.ts'
import { compileWildcard, type WildcardMatcher } from '../core/wildcard.ts'

/** One step of a path and what follows it. */
interface Step {
  /** Undefined: any depth. */
  readonly name: WildcardMatcher | undefined
  readonly next: Step | undefined
}

/** Where the paths stand at some level. A set: many stars do not multiply the places. */
type Places = ReadonlySet<Step>

export interface FilterPath {
  readonly include: Places
  readonly exclude: Places
}

/** Everything was matched: the value goes in (or out) whole. */
const WHOLE = 'whole'

/** The paths of a `filter_path` parameter; undefined where it filters nothing. */
export function parseFilterPath(text: string): FilterPath | undefined {
  const paths = text.split(',').map((path) => path.trim())
  const include = paths.filter((path) => path !== '' && !path.startsWith('-'))
  const exclude = paths.filter((path) => path.startsWith('-') && path.length > 1)
  if (include.length === 0 && exclude.length === 0) return undefined
  return { include: new Set(include.map(parsePath)), exclude: new Set(exclude.map((path) => parsePath(path.slice(1)))) }
}

/** Splits at dots; a backslash makes a dot part of a name. */
function parsePath(path: string): Step {
  const parts = path.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.'))
  let step: Step | undefined
  for (const part of parts.reverse()) step = { name: part === '**' ? undefined : compileWildcard(part), next: step }
  return step as Step
}

/** The reply with only what the paths leave of it. */
export function applyFilterPath(body: JsonOutput, { include, exclude }: FilterPath): JsonOutput {
  const kept = include.size === 0 ? body : keep(body, include)
  const left = exclude.size === 0 || kept === undefined ? kept : drop(kept, exclude)
  return left ?? (Array.isArray(body) ? [] : {})
}

/** The parts of a value that some path leads to; undefined where there are none. */
function keep(value: JsonOutput, places: Places): JsonOutput {
  const opened = value instanceof RawJson ? parseJson(value.bytes) : value
  if (Array.isArray(opened)) {
    const items = opened.map((item) => keep(item, places)).filter((item) => item !== undefined)
    return items.length === 0 ? undefined : items
  }
  return transformMembers(opened, (member, name) => {
    const next = descend(places, name)
    return next === WHOLE ? member : next.size === 0 ? undefined : keep(member, next)
  })
}

/** A value without the parts that some path leads to; undefined where nothing is left. */
function drop(value: JsonOutput, places: Places): JsonOutput {
  const opened = value instanceof RawJson ? parseJson(value.bytes) : value
  if (Array.isArray(opened)) {
    const items = opened.map((item) => drop(item, places)).filter((item) => item !== undefined)
    return items.length === 0 ? undefined : items
  }
  if (!isObject(opened)) return opened
  return transformMembers(opened, (member, name) => {
    const next = descend(places, name)
    return next === WHOLE ? undefined : next.size === 0 ? member : drop(member, next)
  })
}

/** Where the paths stand behind a member of this name. */
function descend(places: Places, name: string): Places | typeof WHOLE {
  const next = new Set<Step>()
  for (const step of places) {
    if (follow(step, name, next)) return WHOLE
  }
  return next
}

/** Adds where one path goes on; true where it is at its end. */
function follow(step: Step, name: string, next: Set<Step>): boolean {
  let at = step
  while (at.name === undefined) {
    if (!at.next) return true
    next.add(at)
    at = at.next
  }
  if (!at.name.matches(name)) return false
  if (isEnd(at.next)) return true
  next.add(at.next as Step)
  return false
}

/** `a.**` is as much as `a`. */
function isEnd(step: Step | undefined): boolean {
  let at = step
  while (at && at.name === undefined) at = at.next
  return at === undefined
}

const isObject = (value: JsonOutput): boolean =>
  typeof value === 'object' && value !== null && !(value instanceof JsonNumber) && !(value instanceof JsonDouble)

function transformMembers(value: JsonOutput, transform: (member: JsonOutput, name: string) => JsonOutput): JsonOutput {
  if (!isObject(value)) return undefined
  const entries = value instanceof Map ? value : Object.entries(value as Readonly<Record<string, JsonOutput>>)
  const members = new Map<string, JsonOutput>()
  for (const [name, member] of entries) {
    const kept = member === undefined ? undefined : transform(member, name)
    if (kept !== undefined) members.set(name, kept)
  }
  return members.size === 0 ? undefined : members
}
