/** `_source` as a member of a body: a switch, a field, a list of fields, or an object of `includes` and `excludes`. */
import { isJsonObject, type JsonObject, type JsonValue, tokenName } from '../core/json/value.ts'
import type { FetchSource } from './fetch-source.ts'

/** What the member says, or what is wrong with it; each API words the refusal its own way. */
export type SourceMember =
  | { readonly kind: 'source'; readonly fetch: FetchSource }
  | { readonly kind: 'wrongType' }
  | { readonly kind: 'unknown'; readonly reason: string }

/** Reads the member. */
export function parseSourceMember(value: JsonValue): SourceMember {
  if (typeof value === 'boolean') return { kind: 'source', fetch: { fetch: value, includes: [], excludes: [] } }
  if (typeof value === 'string') return including([value])
  if (Array.isArray(value)) return value.every(isText) ? including(value) : { kind: 'wrongType' }
  return isJsonObject(value) ? parseObject(value) : { kind: 'wrongType' }
}

const isText = (value: JsonValue): value is string => typeof value === 'string'

const including = (includes: readonly string[]): SourceMember => ({
  kind: 'source',
  fetch: { fetch: true, includes, excludes: [] },
})

function parseObject(object: JsonObject): SourceMember {
  const includes: string[] = []
  const excludes: string[] = []
  for (const [name, value] of object) {
    const into =
      name === 'includes' || name === 'include' ? includes : name === 'excludes' || name === 'exclude' ? excludes : undefined
    const fields = Array.isArray(value) ? value : [value]
    if (into === undefined || !fields.every(isText)) {
      return { kind: 'unknown', reason: `Unknown key for a ${tokenName(value)} in [${name}].` }
    }
    into.push(...fields)
  }
  return { kind: 'source', fetch: { fetch: true, includes, excludes } }
}
