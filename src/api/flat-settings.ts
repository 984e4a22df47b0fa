/** Settings between their two forms: nested objects or dotted names in bodies, flat maps of text within, either in replies. */
import type { JsonOutput } from '../core/json/output.ts'
import { parseJsonText } from '../core/json/parse.ts'
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText } from '../core/json/value.ts'
import { writeJsonText } from '../core/json/write.ts'

/** A body of settings with full dotted names and values as text, sorted by name; null stands for "as if never set". Lists become JSON text. */
export function flattenSettings(settings: JsonObject, prefix = ''): ReadonlyMap<string, string | null> {
  const flat = new Map<string, string | null>()
  flattenInto(flat, settings, '')
  const named = [...flat].map(([name, value]): [string, string | null] => [withPrefix(name, prefix), value])
  return new Map(named.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)))
}

/** Settings of an index may leave out their `index.`. */
const withPrefix = (name: string, prefix: string): string => (name.startsWith(prefix) ? name : `${prefix}${name}`)

function flattenInto(flat: Map<string, string | null>, object: JsonObject, path: string): void {
  for (const [name, value] of object) {
    const full = path === '' ? name : `${path}.${name}`
    if (isJsonObject(value)) flattenInto(flat, value, full)
    else flat.set(full, settingText(value))
  }
}

function settingText(value: JsonValue): string | null {
  if (value === null || typeof value === 'string') return value
  if (isJsonNumber(value)) return numberText(value)
  if (typeof value === 'boolean') return String(value)
  return writeJsonText(Array.isArray(value) ? value.map((item) => settingText(item)) : value)
}

/** Settings as a reply shows them: nested by their dots, or flat. */
export function showSettings(settings: Iterable<readonly [string, string | null]>, flat: boolean): JsonOutput {
  const sorted = [...settings].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
  if (flat) return new Map(sorted.map(([name, value]) => [name, shownValue(value)]))
  const root: Nested = new Map()
  for (const [name, value] of sorted) nest(root, name.split('.'), shownValue(value))
  return root
}

type Nested = Map<string, JsonOutput>

/** Where a name is both a value and a beginning of others, the longer ones keep their dots. */
function nest(into: Nested, path: readonly string[], value: JsonOutput): void {
  const [name = '', ...rest] = path
  if (rest.length === 0) {
    into.set(name, value)
    return
  }
  const inner = into.get(name) ?? new Map<string, JsonOutput>()
  if (!(inner instanceof Map)) {
    into.set(path.join('.'), value)
    return
  }
  into.set(name, inner)
  nest(inner as Nested, rest, value)
}

/** Lists were kept as JSON text. */
function shownValue(value: string | null): JsonOutput {
  if (!value?.startsWith('[')) return value
  try {
    return parseJsonText(value)
  } catch {
    return value
  }
}
