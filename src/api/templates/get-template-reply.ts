/** The answer that shows templates: a name that is missing is told, a pattern that matches none is an empty 404. */
import { ElasticError } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import { isWildcard } from '../../core/wildcard.ts'
import { ok, type Reply } from '../../request/reply.ts'
import type { TemplateSelection } from './get-parameters.ts'
import { selectNamed } from './select-names.ts'

interface Shown<Item> {
  readonly what: string
  readonly member: string
  show(item: Item): JsonOutput
}

export function answerSelection<Item extends { readonly name: string }>(
  items: ReadonlyMap<string, Item>,
  { name }: TemplateSelection,
  { what, member, show }: Shown<Item>,
): Reply {
  const found = selectNamed(items, name)
  if (name === undefined || found.length > 0) return ok({ [member]: found.map(show) })
  if (isWildcard(name)) return { status: 404, body: { [member]: [] } }
  throw new ElasticError('resource_not_found_exception', `${what} matching [${name}] not found`)
}
