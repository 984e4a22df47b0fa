/**
 * `filter_path`: keeps (or, behind `-`, drops) parts of a reply by dotted paths with `*` and `**`. Arrays do not count as a level; what
 * becomes empty disappears. Raw JSON is opened only where a path leads into it.
 */
import { JsonDouble, type JsonOutput, RawJson } from '../core/json/output.ts'
import { parseJson } from '../core/json/parse.ts'
import { JsonNumber } from '../core/json/value.ts'

/** One step of a path: a name, a pattern with `*`, or any depth. */
type Step =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'like'; readonly pattern: RegExp }
  | { readonly kind: 'any' }

/** What is left of the paths at some level: the index of the next step in each. */
type Rest = readonly (readonly Step[])[]

export interface FilterPath {
  readonly include: Rest
  readonly exclude: Rest
}

/** Everything was matched: the value goes in (or out) whole. */
const WHOLE = 'whole'

/** The paths of a `filter_path` parameter; undefined where it filters nothing. */
export function parseFilterPath(text: string): FilterPath | undefined {
  const paths = text.split(',').map((path) => path.trim())
  const include = paths.filter((path) => path !== '' && !path.startsWith('-'))
  const exclude = paths.filter((path) => path.startsWith('-') && path.length > 1)
  if (include.length === 0 && exclude.length === 0) return undefined
  return { include: include.map(parsePath), exclude: exclude.map((path) => parsePath(path.slice(1))) }
}

/** Splits at dots; a backslash makes a dot part of a name. */
function parsePath(path: string): readonly Step[] {
  return path.split(/(?<!\\)\./).map((part) => parseStep(part.replaceAll('\\.', '.')))
}

function parseStep(part: string): Step {
  if (part === '**') return { kind: 'any' }
  if (!part.includes('*')) return { kind: 'name', name: part }
  const pattern = part.replace(/\*+/g, '*').split('*').map(escapeRegExp).join('.*')
  return { kind: 'like', pattern: new RegExp(`^${pattern}$`, 's') }
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** The reply with only what the paths leave of it. */
export function applyFilterPath(body: JsonOutput, { include, exclude }: FilterPath): JsonOutput {
  const kept = include.length === 0 ? body : keep(body, include)
  const left = exclude.length === 0 || kept === undefined ? kept : drop(kept, exclude)
  return left ?? (Array.isArray(body) ? [] : {})
}

/** The parts of a value that some path leads to; undefined where there are none. */
function keep(value: JsonOutput, rest: Rest): JsonOutput {
  const opened = value instanceof RawJson ? parseJson(value.bytes) : value
  if (Array.isArray(opened)) {
    const items = opened.map((item) => keep(item, rest)).filter((item) => item !== undefined)
    return items.length === 0 ? undefined : items
  }
  return transformMembers(opened, (member, name) => {
    const next = descend(rest, name)
    return next === WHOLE ? member : next.length === 0 ? undefined : keep(member, next)
  })
}

/** A value without the parts that some path leads to; undefined where nothing is left. */
function drop(value: JsonOutput, rest: Rest): JsonOutput {
  const opened = value instanceof RawJson ? parseJson(value.bytes) : value
  if (Array.isArray(opened)) {
    const items = opened.map((item) => drop(item, rest)).filter((item) => item !== undefined)
    return items.length === 0 ? undefined : items
  }
  if (!isObject(opened)) return opened
  return transformMembers(opened, (member, name) => {
    const next = descend(rest, name)
    return next === WHOLE ? undefined : next.length === 0 ? member : drop(member, next)
  })
}

/** Where the paths stand behind a member of this name. */
function descend(rest: Rest, name: string): Rest | typeof WHOLE {
  const next: (readonly Step[])[] = []
  for (const steps of rest) {
    if (follow(steps, name, next)) return WHOLE
  }
  return next
}

/** Adds what is left of one path; true where it is at its end. */
function follow(steps: readonly Step[], name: string, next: (readonly Step[])[]): boolean {
  const [step, ...others] = steps
  if (!step) return false
  if (step.kind === 'any') {
    if (others.length === 0) return true
    next.push(steps)
    return follow(others, name, next)
  }
  const matches = step.kind === 'name' ? step.name === name : step.pattern.test(name)
  if (!matches) return false
  if (others.length === 0) return true
  next.push(others)
  return others.every((other) => other.kind === 'any')
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
