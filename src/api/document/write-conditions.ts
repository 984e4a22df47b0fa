/**
 * Conditions of a write (`version`, `version_type`, `if_seq_no`, `if_primary_term`): reading them and refusing combinations that make no
 * sense, in Elasticsearch's words. Used by the single-document APIs and, line by line, by bulk.
 */
import { illegalArgument } from '../../core/errors.ts'
import type { VersionType, WriteConditions } from '../../engine/shard.ts'
import type { ParameterReader } from '../../request/parameters.ts'
import { longParameter } from '../long-parameter.ts'

export type WriteKind = 'index' | 'create' | 'delete' | 'update'

/** "No version given" and "no sequence number given", as numbers on the wire. */
const MATCH_ANY = -3
const UNASSIGNED_SEQ_NO = -2

/** The four query parameters. */
export function parseWriteConditions(parameters: ParameterReader): WriteConditions {
  return writeConditions(
    longParameter(parameters, 'version'),
    parseVersionType(parameters.text('version_type')),
    longParameter(parameters, 'if_seq_no'),
    longParameter(parameters, 'if_primary_term'),
  )
}

/** Conditions from their parts; throws where one is impossible by itself. */
export function writeConditions(
  version: number | undefined,
  versionType: VersionType | undefined,
  ifSeqNo: number | undefined,
  ifPrimaryTerm: number | undefined,
): WriteConditions {
  if (ifSeqNo !== undefined && ifSeqNo < 0 && ifSeqNo !== UNASSIGNED_SEQ_NO) {
    throw illegalArgument(`sequence numbers must be non negative. got [${ifSeqNo}].`)
  }
  if (ifPrimaryTerm !== undefined && ifPrimaryTerm < 0) {
    throw illegalArgument(`primary term must be non negative. got [${ifPrimaryTerm}]`)
  }
  return {
    ...(version === undefined || version === MATCH_ANY ? {} : { version }),
    ...(versionType === undefined ? {} : { versionType }),
    ...(ifSeqNo === undefined || ifSeqNo === UNASSIGNED_SEQ_NO ? {} : { ifSeqNo }),
    ...(ifPrimaryTerm === undefined || ifPrimaryTerm === 0 ? {} : { ifPrimaryTerm }),
  }
}

const VERSION_TYPES: ReadonlyMap<string, VersionType> = new Map([
  ['internal', 'internal'],
  ['external', 'external'],
  ['external_gt', 'external'],
  ['external_gte', 'external_gte'],
])

/** `version_type`; undefined where absent. */
export function parseVersionType(text: string | undefined): VersionType | undefined {
  if (text === undefined) return undefined
  const type = VERSION_TYPES.get(text)
  if (type === undefined) throw illegalArgument(`No version type match [${text}]`)
  return type
}

/** What is wrong with the conditions of one operation, to be listed in a validation error. */
export function findConditionFaults(kind: WriteKind, conditions: WriteConditions): readonly string[] {
  const { version, versionType = 'internal', ifSeqNo, ifPrimaryTerm } = conditions
  const isInternal = versionType === 'internal'
  if (kind === 'create') return findCreateFaults(conditions, isInternal)

  const faults: string[] = []
  const isLegal = version === undefined ? isInternal : version >= 0
  if (!isLegal) faults.push(`illegal version value [${version ?? MATCH_ANY}] for version type [${versionType.toUpperCase()}]`)
  if (isInternal && version !== undefined) {
    faults.push(
      'internal versioning can not be used for optimistic concurrency control. Please use `if_seq_no` and `if_primary_term` instead',
    )
  }
  if (ifSeqNo !== undefined && (!isInternal || version !== undefined)) {
    faults.push('compare and write operations can not use versioning')
  }
  if (ifSeqNo !== undefined && ifPrimaryTerm === undefined) faults.push('ifSeqNo is set, but primary term is [0]')
  if (ifSeqNo === undefined && ifPrimaryTerm !== undefined) {
    faults.push(`ifSeqNo is unassigned, but primary term is [${ifPrimaryTerm}]`)
  }
  return faults
}

function findCreateFaults({ version, ifSeqNo, ifPrimaryTerm }: WriteConditions, isInternal: boolean): readonly string[] {
  if (!isInternal) return ['create operations only support internal versioning. use index instead']
  if (version !== undefined) return ['create operations do not support explicit versions. use index instead']
  const isConditional = ifSeqNo !== undefined || ifPrimaryTerm !== undefined
  return isConditional ? ['create operations do not support compare and set. use index instead'] : []
}

const MAX_ID_BYTES = 512

/** The fault of an id that is too long for the store. */
export function findIdFault(id: string): string | undefined {
  if (id.length * 3 <= MAX_ID_BYTES) return undefined
  const bytes = Buffer.byteLength(id)
  if (bytes <= MAX_ID_BYTES) return undefined
  return `id [${id}] is too long, must be no longer than ${MAX_ID_BYTES} bytes but was: ${bytes}`
}
