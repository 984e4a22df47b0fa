/** A small JSON value as Elasticsearch quotes queries in error texts: indented, blanks around colons. */
import type { JsonValue } from '../core/json/value.ts'
import { isJsonObject, JsonNumber } from '../core/json/value.ts'

/** Indented by two blanks a level. */
export function prettyJson(value: JsonValue, indent = ''): string {
  const inner = `${indent}  `
  if (isJsonObject(value)) {
    const members = [...value].map(([key, member]) => `${inner}${JSON.stringify(key)} : ${prettyJson(member, inner)}`)
    return members.length === 0 ? '{ }' : `{\n${members.join(',\n')}\n${indent}}`
  }
  if (Array.isArray(value)) {
    const items = value.map((item) => `${inner}${prettyJson(item, inner)}`)
    return items.length === 0 ? '[ ]' : `[\n${items.join(',\n')}\n${indent}]`
  }
  return value instanceof JsonNumber ? value.text : JSON.stringify(value)
}
