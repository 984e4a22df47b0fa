/**
 * Whether a write may go through, given the latest operation on its id, and which version it gets: Elasticsearch's rules and words.
 * Called by `write-job.ts` inside the transaction that writes.
 */
import { type ErrorIndex, versionConflict } from '../core/errors.ts'
import type { WriteConditions } from './shard.ts'
import type { VersionEntry } from './storage/version-entry.ts'

/** Grows when a copy elsewhere takes over; there is none elsewhere. */
export const PRIMARY_TERM = 1

/** The latest operation as the rules see it: a deletion counts until its mark expires. */
export interface CurrentVersion {
  readonly entry: VersionEntry | undefined
  readonly exists: boolean
  /** The latest operation even where the rules no longer see it: its record is still there. */
  readonly stored: VersionEntry | undefined
}

export function currentVersion(stored: VersionEntry | undefined, now: number, keepDeletes: number): CurrentVersion {
  if (stored === undefined || stored.deletedAt < 0) return { entry: stored, exists: stored !== undefined, stored }
  return { entry: now - stored.deletedAt > keepDeletes ? undefined : stored, exists: false, stored }
}

/** The version a write gets, or a thrown 409. `create`: only where there is no document. */
export function nextVersion(
  index: ErrorIndex,
  id: string,
  current: CurrentVersion,
  conditions: WriteConditions,
  create: boolean,
): number {
  checkSeqNo(index, id, current, conditions)
  if (conditions.versionType === 'external' || conditions.versionType === 'external_gte') {
    return externalVersion(index, id, current, conditions)
  }
  const version = current.entry?.version ?? 0
  if (create && current.exists) throw versionConflict(index, id, `document already exists (current version [${version}])`)
  checkInternal(index, id, current, conditions.version)
  return version + 1
}

function checkSeqNo(index: ErrorIndex, id: string, current: CurrentVersion, { ifSeqNo, ifPrimaryTerm }: WriteConditions): void {
  if (ifSeqNo === undefined) return
  const required = `required seqNo [${ifSeqNo}], primary term [${ifPrimaryTerm ?? 0}].`
  if (!current.entry || !current.exists) throw versionConflict(index, id, `${required} but no document was found`)
  if (current.entry.seqNo === ifSeqNo && ifPrimaryTerm === PRIMARY_TERM) return
  const found = `current document has seqNo [${current.entry.seqNo}] and primary term [${PRIMARY_TERM}]`
  throw versionConflict(index, id, `${required} ${found}`)
}

function checkInternal(index: ErrorIndex, id: string, current: CurrentVersion, expected: number | undefined): void {
  if (expected === undefined) return
  if (!current.entry) throw versionConflict(index, id, `document does not exist (expected version [${expected}])`)
  if (current.entry.version === expected) return
  throw versionConflict(index, id, `current version [${current.entry.version}] is different than the one provided [${expected}]`)
}

function externalVersion(index: ErrorIndex, id: string, current: CurrentVersion, conditions: WriteConditions): number {
  const { version: given = 0, versionType } = conditions
  const version = current.entry?.version
  if (version === undefined) return given
  if (versionType === 'external' ? given > version : given >= version) return given
  const how = versionType === 'external' ? 'higher or equal to' : 'higher than'
  throw versionConflict(index, id, `current version [${version}] is ${how} the one provided [${given}]`)
}
