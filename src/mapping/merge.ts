/** Two mapping trees into one, or the refusal in Elasticsearch's words. The later one's parameters hold; what it does not name stays. */
import { ElasticError, illegalArgument } from '../core/errors.ts'
import { checkChange } from './field-type.ts'
import type { IndexContext } from './index-field.ts'
import { makeField } from './make-field.ts'
import type { FieldNode, MappingNode, ObjectNode } from './mapping-node.ts'

/** Joins the members of two objects. */
export function joinMembers(
  before: ReadonlyMap<string, MappingNode>,
  after: ReadonlyMap<string, MappingNode>,
  context: IndexContext,
): ReadonlyMap<string, MappingNode> {
  if (after.size === 0) return before
  const joined = new Map(before)
  for (const [name, node] of after) {
    const existing = before.get(name)
    joined.set(name, existing ? joinNodes(existing, node, context) : node)
  }
  return joined
}

function joinNodes(before: MappingNode, after: MappingNode, context: IndexContext): MappingNode {
  if (before.kind === 'object' && after.kind === 'object') return joinObjects(before, after, context)
  if (before.kind === 'field' && after.kind === 'field') return joinFields(before, after, context)
  throw illegalArgument(`can't merge a non object mapping [${before.path}] with an object mapping`)
}

export function joinObjects(before: ObjectNode, after: ObjectNode, context: IndexContext): ObjectNode {
  if (before.enabled && !after.enabled) {
    const reason = `the [enabled] parameter can't be updated for the object mapping [${before.path === '' ? before.name : before.path}]`
    throw new ElasticError('mapper_exception', reason, { status: 500 })
  }
  return {
    ...before,
    dynamic: after.dynamic ?? before.dynamic,
    children: joinMembers(before.children, after.children, context),
  }
}

function joinFields(before: FieldNode, after: FieldNode, context: IndexContext): FieldNode {
  if (before.type !== after.type) {
    throw illegalArgument(`mapper [${before.path}] cannot be changed from type [${before.type.name}] to [${after.type.name}]`)
  }
  checkChange(before.type, before.path, before.values, after.values)
  const subFields = new Map(before.subFields)
  for (const [name, node] of after.subFields) {
    const existing = before.subFields.get(name)
    subFields.set(name, existing ? joinFields(existing, node, context) : node)
  }
  return makeField({ ...after, subFields }, context)
}
