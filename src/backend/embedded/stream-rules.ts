/** What may be written to data streams and to their backing indices, in Elasticsearch's words. Asked by writes and by auto-creation. */
import { ElasticError, illegalArgument, streamExcluded } from '../../core/errors.ts'
import type { BoundIndex, WriteMode } from './bound-engine.ts'

/** 400: streams only grow. */
export const appendsOnly = (stream: string): ElasticError =>
  illegalArgument('only write ops with an op_type of create are allowed in data streams', { causedBy: streamExcluded(stream) })

/** 404 of `require_data_stream`. */
export const noDataStream = (name: string): ElasticError =>
  new ElasticError(
    'resource_not_found_exception',
    `[require_data_stream] request flag is [true] and [${name}] is not a data stream`,
  )

/** Throws 400 unless a stream, or a backing index named as such, takes a write. */
export function assertStreamTakes({ alias, dataStream, backs }: BoundIndex, mode: WriteMode): void {
  if (dataStream) {
    if (mode !== 'append') throw appendsOnly(alias ?? dataStream.name)
    return
  }
  if (!backs || mode === 'change' || mode === 'replaceSeen') return
  const operation = mode === 'append' ? 'op_type=create' : 'op_type=index and no if_primary_term and if_seq_no set'
  throw illegalArgument(
    `index request with ${operation} targeting backing indices is disallowed, target corresponding data stream [${backs.name}] instead`,
  )
}
