/** The body of a bulk: lines → operations. Documents stay slices of the body; only action lines and updates are parsed here. */
import { ElasticError, illegalArgument, validationFailed } from '../../core/errors.ts'
import { splitLines } from '../../core/json/ndjson.ts'
import type { WriteOperation } from '../../engine/shard.ts'
import type { FetchSource } from '../fetch-source.ts'
import { type BulkAction, type BulkDefaults, NO_CONDITIONS, parseBulkAction } from './bulk-action.ts'
import { type BulkTarget, BulkTargets } from './bulk-target.ts'
import { parseUpdateBody } from './update-body.ts'
import { findScriptRefusal, findUpdateFaults, updateOperation } from './update-operation.ts'
import { findConditionFaults, findIdFault } from './write-conditions.ts'

/** One operation, in the order of the body. */
export interface BulkItem {
  /** Where it goes: one object for all items that go there on the same terms. */
  readonly target: BulkTarget
  readonly operation: WriteOperation
  /** What of an updated document is answered. */
  readonly fetch: FetchSource | undefined
  /** Why this one cannot be carried out; the others can. */
  readonly refusal: ElasticError | undefined
}

/** As many faults as anybody will read: each may quote an id, and there may be a million. */
const MOST_FAULTS = 100

/** The operations of a body, or of a part behind others' lines; what makes the whole of it unusable throws. */
export function parseBulkBody(bytes: Buffer, defaults: BulkDefaults, linesBefore = 0): readonly BulkItem[] {
  const { lines, rest } = splitLines(bytes)
  if (rest.length > 0) throw illegalArgument('The bulk request must be terminated by a newline [\\n]')
  const reader = new BulkReader()
  for (let at = 0; at < lines.length && reader.faults.length < MOST_FAULTS; at++) {
    const action = parseBulkAction(lines[at]!, linesBefore + at + 1, defaults)
    if (!action) continue
    const needsBody = action.kind !== 'delete'
    const body = needsBody ? lines[++at] : undefined
    // An action whose document is missing at the end is dropped, as Elasticsearch does.
    if (needsBody && body === undefined) break
    reader.read(action, body as Buffer | undefined)
  }
  const { items, faults } = reader
  if (items.length === 0 && faults.length === 0) faults.push('no requests added')
  if (faults.length > 0) throw validationFailed(faults)
  return items
}

/** Collects items, and the faults that refuse them all. */
class BulkReader {
  readonly items: BulkItem[] = []
  readonly faults: string[] = []
  readonly #targets = new BulkTargets()

  read(action: BulkAction, body: Buffer | undefined): void {
    if (action.index === undefined) this.faults.push('index is missing')
    const target = this.#targets.of(action, action.index ?? '')
    this.items.push(this.#item(action, target, body))
  }

  #item(action: BulkAction, target: BulkTarget, body: Buffer | undefined): BulkItem {
    const { kind, id, routing, conditions } = action
    if (kind === 'update') return this.#update(action, target, body!)
    this.#check(action)
    if (kind === 'delete') {
      if (!id) this.faults.push('id is missing')
      return { target, operation: { kind, id: id ?? '', routing, ...conditions }, fetch: undefined, refusal: undefined }
    }
    const operation: WriteOperation = { kind, id, routing, source: body!, ...conditions }
    return { target, operation, fetch: undefined, refusal: findDocumentRefusal(id, body!) }
  }

  #check({ kind, id, conditions }: BulkAction): void {
    if (conditions !== NO_CONDITIONS) this.faults.push(...findConditionFaults(kind, conditions))
    const idFault = id === undefined ? undefined : findIdFault(id)
    if (idFault !== undefined) this.faults.push(idFault)
  }

  #update(action: BulkAction, target: BulkTarget, bytes: Buffer): BulkItem {
    const body = parseUpdateBody(bytes)
    const { id = '', routing, retryOnConflict, conditions } = action
    const operation = updateOperation(id, routing, retryOnConflict, conditions, body)
    const idFault = findIdFault(id)
    this.faults.push(...findUpdateFaults(operation, body), ...(idFault === undefined ? [] : [idFault]))
    return { target, operation, fetch: action.fetch ?? body.fetch, refusal: findScriptRefusal(body) }
  }
}

function findDocumentRefusal(id: string | undefined, source: Buffer): ElasticError | undefined {
  if (id === '') return illegalArgument('if _id is specified it must not be empty')
  if (source.length > 0) return undefined
  return new ElasticError('document_parsing_exception', '[0:0] failed to parse, document is empty')
}
