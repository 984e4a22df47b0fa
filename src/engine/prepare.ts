/**
 * Operations made ready to be written: documents are parsed before the transaction, in slices, so that it holds the event loop only for
 * what must be decided inside. Called by `index-shard.ts`.
 */
import { ElasticError } from '../core/errors.ts'
import type { ParsedDocument } from '../mapping/parsed-document.ts'
import type { IndexState } from './index-state.ts'
import type { Pause } from './pauses.ts'
import type { DeleteOperation, IndexOperation, NewFields, UpdateOperation, WriteOperation } from './shard.ts'

export interface PreparedIndex {
  readonly kind: 'index'
  readonly operation: IndexOperation
  readonly id: string
  /** The id was made here, so nothing has it yet. */
  readonly fresh: boolean
  readonly document: ParsedDocument
  /** The mapping's epoch it was parsed in. */
  readonly epoch: number
}

export type Prepared =
  | PreparedIndex
  | { readonly kind: 'delete'; readonly operation: DeleteOperation }
  | { readonly kind: 'update'; readonly operation: UpdateOperation }
  | { readonly kind: 'refused'; readonly error: ElasticError }

/** Operations that are parsed at once. */
const SMALL = 50
/** How long parsing goes on without giving way, in milliseconds. */
const SLICE = 3

/** Prepares operations in order; what a document is refused for becomes its result. */
export async function prepare(
  state: IndexState,
  operations: readonly WriteOperation[],
  newId: () => string,
  pause: Pause,
): Promise<readonly Prepared[]> {
  const prepared: Prepared[] = []
  // Several bulks that came in one turn would each have their first slice in it.
  if (operations.length > SMALL) await pause()
  let until = performance.now() + SLICE
  for (const operation of operations) {
    prepared.push(prepareOne(state, operation, newId))
    if (performance.now() < until) continue
    await pause()
    until = performance.now() + SLICE
  }
  return prepared
}

function prepareOne(state: IndexState, operation: WriteOperation, newId: () => string): Prepared {
  // Ids are stored as UTF-8, which has no lone surrogates: two of them must not become one document under different names.
  if (operation.kind === 'delete') return { kind: 'delete', operation: { ...operation, id: operation.id.toWellFormed() } }
  if (operation.kind === 'update') return { kind: 'update', operation: { ...operation, id: operation.id.toWellFormed() } }
  const id = operation.id?.toWellFormed() ?? newId()
  try {
    const document = parseInto(state, { ...operation, id })
    return { kind: 'index', operation, id, fresh: operation.id === undefined, document, epoch: state.epoch }
  } catch (error) {
    if (error instanceof ElasticError) return { kind: 'refused', error }
    throw error
  }
}

/** Parses a document with the latest mapping; fields it brings are known to the next one. */
export function parseInto(state: IndexState, { id, routing, source, refuseNewFields }: GivenDocument): ParsedDocument {
  const { document, mapping } = state.latest.parseDocument({ id, routing, source })
  if (mapping === state.latest) return document
  if (refuseNewFields) throw refuseNewFields
  state.grow(mapping)
  return document
}

export interface GivenDocument extends NewFields {
  readonly id: string
  readonly routing: string | undefined
  readonly source: Buffer
}
