/**
 * `stored_fields` of searches, get and mget. Fields mapped with `store: true` are answered from the source, which holds the same values in
 * the same order, as their types show them; fields that are not stored are left out, as Elasticsearch does.
 */
import { ElasticError } from '../../../core/errors.ts'
import type { JsonOutput } from '../../../core/json/output.ts'
import { parseJson } from '../../../core/json/parse.ts'
import { isJsonObject, type JsonValue } from '../../../core/json/value.ts'
import type { MappedField } from '../../../mapping/field.ts'
import { javaText } from '../../../mapping/java-text.ts'
import type { IndexReader } from '../../reader.ts'

/** The fields of one document by path; undefined where it has none of them. */
export type StoredFields = (source: Buffer) => ReadonlyMap<string, JsonOutput> | undefined

interface StoredField {
  readonly field: MappedField
  /** Where the source has the values: a multi-field has those of the field around it. */
  readonly place: readonly string[]
}

/** Reads the named fields, or those that match a pattern, from a source; undefined where none of them is stored. */
export function bindStoredFields(names: readonly string[], reader: IndexReader): StoredFields | undefined {
  const paths = new Set(names.flatMap((name) => reader.matchFields(name)))
  const stored = [...paths].flatMap((path) => {
    const field = reader.field(path)
    return field?.parameters.get('store') === true ? [{ field, place: placeOf(path, reader) }] : []
  })
  return stored.length === 0 ? undefined : (source) => fieldsOf(parseJson(source), stored)
}

function placeOf(path: string, reader: IndexReader): readonly string[] {
  const parent = path.slice(0, Math.max(0, path.lastIndexOf('.')))
  return (reader.field(parent) ? parent : path).split('.')
}

function fieldsOf(document: JsonValue, stored: readonly StoredField[]): ReturnType<StoredFields> {
  const fields = new Map<string, JsonOutput>()
  for (const { field, place } of stored) {
    const values = leafValues(document, place).flatMap((value) => shown(field, value))
    if (values.length > 0) fields.set(field.path, values)
  }
  return fields.size === 0 ? undefined : fields
}

/** The values at a path, whichever way objects and dotted names were mixed. */
function leafValues(value: JsonValue, path: readonly string[]): readonly JsonValue[] {
  if (Array.isArray(value)) return value.flatMap((item) => leafValues(item, path))
  if (path.length === 0) return value === null || isJsonObject(value) ? [] : [value]
  if (!isJsonObject(value)) return []
  return path.flatMap((_, at) => {
    const inner = value.get(path.slice(0, at + 1).join('.'))
    return inner === undefined ? [] : leafValues(inner, path.slice(at + 1))
  })
}

/** None for a value that the field ignored as malformed. */
function shown(field: MappedField, value: JsonValue): readonly JsonOutput[] {
  if (field.type === 'text' || field.type === 'keyword') return [javaText(value)]
  try {
    return [field.formatValue(field.parseQueryValue(value))]
  } catch (error) {
    if (error instanceof ElasticError) return []
    throw error
  }
}
