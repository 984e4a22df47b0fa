/** Bodies that are flat objects of texts, read as Elasticsearch's object parsers read them. */
import { namePositionOf, positionOf } from '../../../core/json/positions.ts'
import { isJsonObject, type JsonValue, tokenName } from '../../../core/json/value.ts'
import { contentFailure } from '../../../roles/role-failure.ts'

/** The members of a body, each a text of a known name; `parser` is how error texts call the reader. */
export function readTextMembers<Name extends string>(
  body: JsonValue,
  parser: string,
  names: readonly Name[],
): { readonly [Member in Name]?: string } {
  if (!isJsonObject(body)) {
    const at = (Array.isArray(body) && positionOf(body)) || { line: 1, column: 1 }
    throw contentFailure(`[${parser}] Expected START_OBJECT but was: ${tokenName(body)}`, at)
  }
  const members: { [Member in Name]?: string } = {}
  for (const [name, value] of body) {
    const known = names.find((candidate) => candidate === name)
    if (known === undefined) throw contentFailure(`[${parser}] unknown field [${name}]`, namePositionOf(body, name))
    if (typeof value !== 'string') {
      throw contentFailure(`[${parser}] ${name} doesn't support values of type: ${tokenName(value)}`, positionOf(body, name))
    }
    members[known] = value
  }
  return members
}
