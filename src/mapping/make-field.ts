/** A field node from its parameters: the field that indexing and search use is built here and nowhere else. */
import { printParameters } from './field-type.ts'
import type { IndexContext } from './index-field.ts'
import type { FieldNode } from './mapping-node.ts'

export function makeField(node: Omit<FieldNode, 'kind' | 'field'>, context: IndexContext): FieldNode {
  const { type, path, values } = node
  const parameters = printParameters(type, values)
  return { kind: 'field', ...node, field: type.build({ type: type.name, path, values, parameters }, context) }
}
