/** What a caller is told when something could not be stored: nothing was written, and what was acknowledged before is untouched. */

import { ElasticError, type ErrorIndex } from '../../core/errors.ts'
import { writeFailure } from '../../core/lmdb-file.ts'

/** LMDB reports a full disk as an input/output error (5), sometimes as what it is (28, or its own "map full" -30792). */
const DISK_FULL = new Set<unknown>([5, 28, 'ENOSPC', 'EDQUOT', -30792])

/** True for failures of the disk and of LMDB: their `code` is a number or an E… name. Anything else is a defect. */
export const isStorageFailure = (error: unknown): error is Error & { code: unknown } =>
  error instanceof Error && 'code' in error && (typeof error.code === 'number' || /^E[A-Z]+$/.test(String(error.code)))

/** The refusal of a write: 429 where space may come back, 503 otherwise. */
export function storageFailure(error: Error & { code: unknown }, { name, uuid }: ErrorIndex): ElasticError {
  const members = { index_uuid: uuid, index: name }
  if (DISK_FULL.has(error.code)) {
    const block = 'TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark, index has read-only-allow-delete block'
    return new ElasticError('cluster_block_exception', `index [${name}] blocked by: [${block}];`, { status: 429, members })
  }
  return new ElasticError('unavailable_shards_exception', `[${name}][0] cannot be written: ${writeFailure(error.message)}`, {
    members,
  })
}
