/** `exists`: a field, all fields of an object, or all that match a pattern. */
import type { ExistsNode } from '../../../query/node.ts'
import type { IndexReader } from '../../reader.ts'
import type { Compiler } from '../compile-context.ts'
import { KEPT_TERMS, refuseMetadata } from '../metadata-fields.ts'
import { everything, MATCH_NONE } from '../weight.ts'
import { bitsWeight } from '../weights/doc-set.ts'

/** Every document has these. */
const ALWAYS = new Set(['_id', '_index', '_source', '_seq_no', '_version'])

export const compileExists: Compiler<ExistsNode> = ({ field }, { boost }, { reader }) => {
  if (ALWAYS.has(field)) return everything(boost)
  const paths = pathsOf(reader, field)
  if (paths.length === 0) return MATCH_NONE
  return bitsWeight(boost, async ({ segment }) => {
    const sets = paths.map((path) => segment.field(path)?.exists).filter((bits) => bits !== undefined)
    return sets.length <= 1 ? sets[0] : union(sets)
  })
}

function pathsOf(reader: IndexReader, field: string): readonly string[] {
  if (KEPT_TERMS.has(field)) return [field]
  if (field.includes('*')) return reader.matchFields(field)
  refuseMetadata('exists', field)
  const found = reader.field(field)
  return found ? [found.path] : reader.matchFields(`${field}.*`)
}

function union(sets: readonly Uint32Array[]): Uint32Array {
  const bits = new Uint32Array(Math.max(...sets.map((set) => set.length)))
  for (const set of sets) for (let at = 0; at < set.length; at++) bits[at]! |= set[at]!
  return bits
}
