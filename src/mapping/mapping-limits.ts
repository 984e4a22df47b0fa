/** How large a mapping may grow (`index.mapping.*.limit`), and what its parts may be called. Checked when it is made or changed. */
import { type ElasticError, illegalArgument } from '../core/errors.ts'
import { descendants, type MappingNode, type ObjectNode } from './mapping-node.ts'
import { mapperParsing } from './parameter.ts'

export interface MappingLimits {
  readonly totalFields: number
  readonly depth: number
  readonly nameLength: number
}

/** Nor may dots in names make objects nest deeper than JSON itself may. */
const MAX_DEPTH = 1000

const limit = (settings: ReadonlyMap<string, string>, name: string, absent: number): number => {
  const given = settings.get(`index.mapping.${name}.limit`)
  return given === undefined ? absent : Number(given)
}

export const readLimits = (settings: ReadonlyMap<string, string>): MappingLimits => ({
  totalFields: limit(settings, 'total_fields', 1000),
  depth: Math.min(limit(settings, 'depth', 20), MAX_DEPTH),
  nameLength: limit(settings, 'field_name_length', Number.POSITIVE_INFINITY),
})

/** Names that documents and mappings cannot have at the top. */
export const METADATA_FIELDS: ReadonlySet<string> = new Set([
  '_id',
  '_index',
  '_source',
  '_routing',
  '_version',
  '_seq_no',
  '_primary_term',
  '_ignored',
  '_ignored_source',
  '_field_names',
  '_nested_path',
  '_doc_count',
  '_tier',
  '_index_mode',
  '_data_stream_timestamp',
])

export const totalFieldsExceeded = ({ totalFields }: MappingLimits, added?: number): ElasticError =>
  illegalArgument(
    `Limit of total fields [${totalFields}] has been exceeded${added === undefined ? '' : ` while adding new fields [${added}]`}`,
  )

/** Objects within objects; the root is the first level. */
export const depthOf = (path: string): number => path.split('.').length + 1

export const depthExceeded = ({ depth }: MappingLimits, path: string): ElasticError =>
  illegalArgument(`Limit of mapping depth [${depth}] has been exceeded due to object field [${path}]`)

export const nameTooLong = ({ nameLength }: MappingLimits, name: string): ElasticError =>
  illegalArgument(`Field name [${name}] is longer than the limit of [${nameLength}] characters`)

/** Throws where a tree is too large, too deep, or names what is reserved. */
export function checkLimits(root: ObjectNode, limits: MappingLimits): void {
  const nodes = [...descendants(root)]
  for (const name of root.children.keys()) {
    if (METADATA_FIELDS.has(name)) throw mapperParsing(`Field [${name}] is defined more than once`)
  }
  checkCopies(nodes)
  if (nodes.length > limits.totalFields) throw totalFieldsExceeded(limits)
  for (const node of nodes) {
    if (node.kind === 'object' && depthOf(node.path) > limits.depth) throw depthExceeded(limits, node.path)
    if (node.name.length > limits.nameLength) throw nameTooLong(limits, node.name)
  }
}

function checkCopies(nodes: readonly MappingNode[]): void {
  const objects = new Set(nodes.filter(({ kind }) => kind === 'object').map(({ path }) => path))
  for (const node of nodes) {
    if (node.kind !== 'field') continue
    for (const sub of node.subFields.values()) {
      if (sub.copyTo.length > 0) throw illegalArgument(`[copy_to] may not be used to copy from a multi-field: [${sub.path}]`)
    }
    const target = node.copyTo.find((path) => objects.has(path))
    if (target !== undefined) throw illegalArgument(`Cannot copy to field [${target}] since it is mapped as an object`)
  }
}
