/** The tree of a mapping: objects with members, fields with multi-fields. Immutable; made by `mapping-parser.ts` and `merge.ts`. */
import type { JsonObject } from '../core/json/value.ts'
import type { FieldType, ParameterValues } from './field-type.ts'
import type { IndexField } from './index-field.ts'

/** What happens to unknown fields of an object. */
export type Dynamic = 'true' | 'false' | 'strict'

export interface ObjectNode {
  readonly kind: 'object'
  /** Own name; the root's is `_doc`. */
  readonly name: string
  /** Full path; the root's is empty. */
  readonly path: string
  /** undefined: as the object around it. */
  readonly dynamic: Dynamic | undefined
  /** What is within is kept in the source and not looked at. */
  readonly enabled: boolean
  /** Given as such: printed again. */
  readonly subobjects: boolean
  readonly children: ReadonlyMap<string, MappingNode>
}

export interface FieldNode {
  readonly kind: 'field'
  readonly name: string
  readonly path: string
  readonly type: FieldType
  readonly values: ParameterValues
  readonly field: IndexField
  /** Other fields made of the same values. */
  readonly subFields: ReadonlyMap<string, FieldNode>
  /** Paths of fields that get the same values. */
  readonly copyTo: readonly string[]
}

export type MappingNode = ObjectNode | FieldNode

/** What a mapping holds besides its fields; undefined: not given. */
export interface RootSettings {
  readonly dateDetection: boolean | undefined
  readonly numericDetection: boolean | undefined
  readonly dynamicDateFormats: readonly string[] | undefined
  readonly routingRequired: boolean | undefined
  /** Every document has exactly one `@timestamp`. */
  readonly streamTimestamp: boolean | undefined
  readonly meta: JsonObject | undefined
}

export const pathOf = (parent: string, name: string): string => (parent === '' ? name : `${parent}.${name}`)

const byName = ([left]: [string, unknown], [right]: [string, unknown]): number => (left < right ? -1 : left > right ? 1 : 0)

/** Members in the order in which mappings print: by name. */
export const sorted = <Value>(members: ReadonlyMap<string, Value>): [string, Value][] => [...members].sort(byName)

/** Every node below, depth first; the node itself left out. */
export function* descendants(node: MappingNode): Generator<MappingNode> {
  const members: Iterable<MappingNode> = node.kind === 'object' ? node.children.values() : node.subFields.values()
  for (const member of members) {
    yield member
    yield* descendants(member)
  }
}
