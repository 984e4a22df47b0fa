/** Fields that belong to documents rather than to the mapping. What of them cannot be asked is refused, not taken for an unmapped field. */
import { illegalArgument } from '../../core/errors.ts'

/** Kept by segments as keywords. */
export const KEPT_TERMS: ReadonlySet<string> = new Set(['_ignored', '_routing'])

const METADATA: ReadonlySet<string> = new Set([
  ...KEPT_TERMS,
  '_data_stream_timestamp',
  '_doc_count',
  '_field_names',
  '_id',
  '_index',
  '_nested_path',
  '_primary_term',
  '_seq_no',
  '_source',
  '_tier',
  '_version',
])

/** Throws where an unmapped path is a field of the document's own. */
export function refuseMetadata(kind: string, path: string): void {
  if (METADATA.has(path)) throw illegalArgument(`Field [${path}] of type [${path}] does not support ${kind} queries`)
}
