/** A mapping as `GET _mapping` prints it: members in Elasticsearch's order, fields by name, defaults left out. */
import type { JsonObject, JsonValue } from '../core/json/value.ts'
import { printParameters } from './field-type.ts'
import { type FieldNode, type MappingNode, type ObjectNode, type RootSettings, sorted } from './mapping-node.ts'

export function printMapping(root: ObjectNode, settings: RootSettings): JsonObject {
  const printed: JsonObject = new Map()
  if (root.dynamic !== undefined) printed.set('dynamic', root.dynamic)
  if (!root.enabled) printed.set('enabled', false)
  if (root.subobjects) printed.set('subobjects', true)
  if (settings.meta) printed.set('_meta', settings.meta)
  if (settings.routingRequired) printed.set('_routing', new Map([['required', true]]))
  if (settings.streamTimestamp) printed.set('_data_stream_timestamp', new Map([['enabled', true]]))
  if (settings.dynamicDateFormats) printed.set('dynamic_date_formats', [...settings.dynamicDateFormats])
  if (settings.dateDetection !== undefined) printed.set('date_detection', settings.dateDetection)
  if (settings.numericDetection !== undefined) printed.set('numeric_detection', settings.numericDetection)
  if (root.children.size > 0) printed.set('properties', printMembers(root.children))
  return printed
}

const printMembers = (members: ReadonlyMap<string, MappingNode>): JsonObject =>
  new Map(sorted(members).map(([name, node]): [string, JsonValue] => [name, printNode(node)]))

const printNode = (node: MappingNode): JsonObject => (node.kind === 'object' ? printObject(node) : printField(node))

function printObject(node: ObjectNode): JsonObject {
  const printed: JsonObject = new Map()
  if (node.children.size === 0) printed.set('type', 'object')
  if (node.dynamic !== undefined) printed.set('dynamic', node.dynamic)
  if (!node.enabled) printed.set('enabled', false)
  if (node.subobjects) printed.set('subobjects', true)
  if (node.children.size > 0) printed.set('properties', printMembers(node.children))
  return printed
}

function printField(node: FieldNode): JsonObject {
  const printed: JsonObject = printParameters(node.type, node.values)
  if (node.subFields.size > 0) printed.set('fields', printMembers(node.subFields))
  if (node.copyTo.length > 0) printed.set('copy_to', [...node.copyTo])
  return printed
}
