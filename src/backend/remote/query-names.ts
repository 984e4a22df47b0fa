/**
 * Names of indices in the body of a search, beside those of its path: a terms query or a shape that is looked up elsewhere, a point in time,
 * and the like. They would be read with the gateway's rights and not the caller's, so a body that holds one is refused, wherever it stands.
 */
import { type ElasticError, forbidden } from '../../core/errors.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts'

/** Throws 403 that names the construct. */
export function refuseForeignNames(body: JsonObject): void {
  if (body.has('pit')) throw refused('pit')
  visit(body)
}

function visit(value: JsonValue): void {
  if (Array.isArray(value)) for (const item of value) visit(item)
  if (!isJsonObject(value)) return
  for (const [key, inner] of value) {
    if (CONSTRUCTS.get(key)?.(inner)) throw refused(key)
    visit(inner)
  }
}

const refused = (construct: string): ElasticError =>
  forbidden(`[${construct}] reads documents of indices that it names, which cannot be authorized in front of a cluster`)

const members = (value: JsonValue): readonly JsonValue[] => (isJsonObject(value) ? [...value.values()] : [])
const items = (value: JsonValue | undefined): readonly JsonValue[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value]
const names = (value: JsonValue): boolean => isJsonObject(value) && (value.has('index') || value.has('_index'))

/** A key of the query language → whether what stands behind it names an index. */
const CONSTRUCTS: ReadonlyMap<string, (value: JsonValue) => boolean> = new Map<string, (value: JsonValue) => boolean>([
  ['terms', (value) => members(value).some((field) => isJsonObject(field) && (field.has('index') || field.has('query')))],
  ['terms_set', (value) => members(value).some((field) => isJsonObject(field) && names(field.get('terms') ?? null))],
  ['indexed_shape', isJsonObject],
  ['percolate', names],
  [
    'more_like_this',
    (value) =>
      isJsonObject(value) &&
      [...items(value.get('like')), ...items(value.get('unlike')), ...items(value.get('docs'))].some(names),
  ],
  // Base64: what it holds is not seen here.
  ['wrapper', isJsonObject],
  ['target_index', (value) => typeof value === 'string'],
])
