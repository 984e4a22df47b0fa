/** A member of free form (`metadata`) as fields: each path through its objects is one, and its own name stands for every value in it. */
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText } from '../../../core/json/value.ts'
import type { RecordField } from './record-schema.ts'

/** The field that `name` stands for in the member `root`; undefined: it is none of its. */
export function flattenedField<Item>(
  root: string,
  read: (item: Item) => JsonObject,
  name: string,
): RecordField<Item> | undefined {
  if (name === root) return { type: 'keyword', values: (item) => leavesOf(read(item)) }
  if (!name.startsWith(`${root}.`)) return undefined
  const path = name.slice(root.length + 1)
  return { type: 'keyword', values: (item) => valuesAt(read(item), path) }
}

/** A key may hold dots itself, so every way to part the path is tried. */
function valuesAt(value: JsonValue, path: string): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesAt(item, path))
  if (!isJsonObject(value)) return []
  return [...value].flatMap(([key, member]) => {
    if (key === path) return scalarsOf(member)
    return path.startsWith(`${key}.`) ? valuesAt(member, path.slice(key.length + 1)) : []
  })
}

function scalarsOf(value: JsonValue): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(scalarsOf)
  if (typeof value === 'string') return [value]
  if (typeof value === 'boolean') return [String(value)]
  return isJsonNumber(value) ? [numberText(value)] : []
}

function leavesOf(value: JsonValue): readonly string[] {
  if (isJsonObject(value)) return [...value.values()].flatMap(leavesOf)
  if (Array.isArray(value)) return value.flatMap(leavesOf)
  return scalarsOf(value)
}
