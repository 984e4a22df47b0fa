/** The body of a bulk: lines → operations. Documents stay slices of the body; only action lines and updates are parsed here. */
import { ElasticError, illegalArgument, validationFailed } from '../../core/errors.ts'
import { splitLines } from '../../core/json/ndjson.ts'
import type { WriteOperation } from '../../engine/shard.ts'
import type { FetchSource } from '../fetch-source.ts'
import { type BulkAction, type BulkDefaults, parseBulkAction } from './bulk-action.ts'
import { parseUpdateBody } from './update-body.ts'
import { findScriptRefusal, findUpdateFaults, updateOperation } from './update-operation.ts'
import { findConditionFaults, findIdFault, type WriteKind } from './write-conditions.ts'
import { itemAction, makesIndex, type TargetDemands } from './write-target.ts'

/** One operation, in the order of the body. */
export interface BulkItem extends TargetDemands {
  /** The action to be granted. */
  readonly action: string
  readonly operation: WriteOperation
  /** What of an updated document is answered. */
  readonly fetch: FetchSource | undefined
  /** Why this one cannot be carried out; the others can. */
  readonly refusal: ElasticError | undefined
}

/** As many faults as anybody will read: each may quote an id, and there may be a million. */
const MOST_FAULTS = 100

/** The operations of a body; what makes the whole of it unusable throws. */
export function parseBulkBody(bytes: Buffer, defaults: BulkDefaults): readonly BulkItem[] {
  const { lines, rest } = splitLines(bytes)
  if (rest.length > 0) throw illegalArgument('The bulk request must be terminated by a newline [\\n]')
  const faults: string[] = []
  const items: BulkItem[] = []
  for (let at = 0; at < lines.length; at++) {
    const action = parseBulkAction(lines[at]!, at + 1, defaults)
    if (!action) continue
    const needsBody = action.kind !== 'delete'
    const body = needsBody ? lines[++at] : undefined
    // An action whose document is missing at the end is dropped, as Elasticsearch does.
    if (needsBody && body === undefined) break
    const item = bulkItem(action, body as Buffer | undefined, faults)
    if (item) items.push(item)
    if (faults.length >= MOST_FAULTS) break
  }
  if (items.length === 0 && faults.length === 0) faults.push('no requests added')
  if (faults.length > 0) throw validationFailed(faults)
  return items
}

function bulkItem(action: BulkAction, body: Buffer | undefined, faults: string[]): BulkItem | undefined {
  if (action.index === undefined) faults.push('index is missing')
  const part = operationOf(action, body, faults)
  if (action.index === undefined) return undefined
  return { action: itemAction(actionKind(action)), ...demandsOf(action, action.index), ...part }
}

/** An id that is generated cannot meet another: the item creates. */
const actionKind = ({ kind, id }: BulkAction): WriteKind => (kind === 'index' && id === undefined ? 'create' : kind)

/** A deletion takes an alias or none, and passes through no pipeline. */
function demandsOf({ kind, pipeline, requireAlias, requireDataStream, conditions }: BulkAction, index: string): TargetDemands {
  const isExternal = (conditions.versionType ?? 'internal') !== 'internal'
  if (kind === 'delete') {
    return { index, creates: isExternal, requireAlias: false, requireDataStream: false, pipeline: undefined }
  }
  return { index, creates: makesIndex(kind, isExternal, requireAlias), requireAlias, requireDataStream, pipeline }
}

type OperationPart = Pick<BulkItem, 'operation' | 'fetch' | 'refusal'>

function operationOf(action: BulkAction, body: Buffer | undefined, faults: string[]): OperationPart {
  const { kind, id, routing, conditions } = action
  if (kind === 'update') return updatePart(action, body!, faults)
  const idFault = id === undefined ? undefined : findIdFault(id)
  if (kind === 'delete' && !id) faults.push('id is missing')
  faults.push(...findConditionFaults(kind, conditions), ...(idFault === undefined ? [] : [idFault]))
  if (kind === 'delete') return plainPart({ kind, id: id ?? '', routing, ...conditions })
  const part = plainPart({ kind, id, routing, source: body!, ...conditions })
  const refusal = findDocumentRefusal(id, body!)
  return refusal ? { ...part, refusal } : part
}

function findDocumentRefusal(id: string | undefined, source: Buffer): ElasticError | undefined {
  if (id === '') return illegalArgument('if _id is specified it must not be empty')
  if (source.length > 0) return undefined
  return new ElasticError('document_parsing_exception', '[0:0] failed to parse, document is empty')
}

const plainPart = (operation: WriteOperation): OperationPart => ({ operation, fetch: undefined, refusal: undefined })

function updatePart(action: BulkAction, bytes: Buffer, faults: string[]): OperationPart {
  const body = parseUpdateBody(bytes)
  const { id = '', routing, retryOnConflict, conditions } = action
  const operation = updateOperation(id, routing, retryOnConflict, conditions, body)
  const idFault = findIdFault(id)
  faults.push(...findUpdateFaults(operation, body), ...(idFault === undefined ? [] : [idFault]))
  return { operation, fetch: action.fetch ?? body.fetch, refusal: findScriptRefusal(body) }
}
