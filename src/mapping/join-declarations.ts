/**
 * Mapping declarations laid one over the other before any of them is parsed: how templates add up. A field that is declared twice is the
 * later one's, whole; objects take each other's fields. `Mapping.merge` is for mappings that hold documents and is stricter.
 */
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts'

/** Both declarations in one; neither is changed. */
export function joinDeclarations(before: JsonObject, after: JsonObject): JsonObject {
  const joined: JsonObject = new Map(before)
  for (const [name, value] of after) {
    const known = joined.get(name)
    joined.set(name, known === undefined ? value : joinMember(name, known, value))
  }
  return joined
}

function joinMember(name: string, before: JsonValue, after: JsonValue): JsonValue {
  if (name === 'properties' && isJsonObject(before) && isJsonObject(after)) return joinFields(before, after)
  if (name === 'dynamic_templates' && Array.isArray(before) && Array.isArray(after)) return joinNamed(before, after)
  return isJsonObject(before) && isJsonObject(after) ? joinDeep(before, after) : after
}

function joinFields(before: JsonObject, after: JsonObject): JsonObject {
  const joined: JsonObject = new Map(before)
  for (const [name, field] of after) {
    const known = joined.get(name)
    const isObjects = isObjectField(known) && isObjectField(field)
    joined.set(name, isObjects ? joinDeclarations(known, field) : field)
  }
  return joined
}

const isObjectField = (field: JsonValue | undefined): field is JsonObject =>
  isJsonObject(field) && (field.get('type') ?? 'object') === 'object'

/** Lists of objects with one member each, whose name is the thing's own; a later one takes an earlier one's place. */
function joinNamed(before: readonly JsonValue[], after: readonly JsonValue[]): JsonValue[] {
  const nameOf = (item: JsonValue): JsonValue => (isJsonObject(item) ? ([...item.keys()][0] ?? null) : item)
  const replaced = new Map(after.map((item) => [nameOf(item), item]))
  const kept = before.map((item) => replaced.get(nameOf(item)) ?? item)
  const names = new Set(before.map(nameOf))
  return [...kept, ...after.filter((item) => !names.has(nameOf(item)))]
}

function joinDeep(before: JsonObject, after: JsonObject): JsonObject {
  const joined: JsonObject = new Map(before)
  for (const [name, value] of after) {
    const known = joined.get(name)
    joined.set(name, isJsonObject(known) && isJsonObject(value) ? joinDeep(known, value) : value)
  }
  return joined
}
