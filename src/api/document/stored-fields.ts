/**
 * `stored_fields` of get and mget. Fields mapped with `store: true` are answered from the source, which holds the same values; others are
 * left out, as Elasticsearch does.
 */
import type { JsonOutput } from '../../core/json/output.ts'
import { parseJson } from '../../core/json/parse.ts'
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText } from '../../core/json/value.ts'

/** The named fields that are stored and have a value; undefined where there is none. */
export function storedFieldValues(mapping: JsonObject, source: Buffer, names: readonly string[]): JsonOutput {
  const stored = names.filter((name) => fieldMapping(mapping, name)?.get('store') === true)
  if (stored.length === 0) return undefined
  const document = parseJson(source)
  const fields = new Map<string, JsonOutput>()
  for (const name of stored) {
    const type = fieldMapping(mapping, name)?.get('type')
    const values = leafValues(document, name.split('.')).map((value) => asStored(value, type))
    if (values.length > 0) fields.set(name, values)
  }
  return fields.size === 0 ? undefined : fields
}

function fieldMapping(mapping: JsonObject, path: string): JsonObject | undefined {
  let place: JsonValue | undefined = mapping
  for (const name of path.split('.')) {
    const properties: JsonValue | undefined = isJsonObject(place) ? (place.get('properties') ?? place.get('fields')) : undefined
    place = isJsonObject(properties) ? properties.get(name) : undefined
  }
  return isJsonObject(place) ? place : undefined
}

function leafValues(value: JsonValue, path: readonly string[]): readonly JsonValue[] {
  if (Array.isArray(value)) return value.flatMap((item) => leafValues(item, path))
  if (path.length === 0) return value === null || isJsonObject(value) ? [] : [value]
  if (!isJsonObject(value)) return []
  return path.flatMap((_, at) => {
    const inner = value.get(path.slice(0, at + 1).join('.'))
    return inner === undefined ? [] : leafValues(inner, path.slice(at + 1))
  })
}

/** Texts and keywords are stored as text whatever they came as. */
function asStored(value: JsonValue, type: JsonValue | undefined): JsonValue {
  const isText = type === 'text' || type === 'keyword'
  if (isText && isJsonNumber(value)) return numberText(value)
  return isText && typeof value === 'boolean' ? String(value) : value
}
