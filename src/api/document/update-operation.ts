/** An update as the engine takes it, checked as a whole. Used by the update API and by bulk. */
import { type ElasticError, illegalArgument } from '../../core/errors.ts'
import type { UpdateOperation, WriteConditions } from '../../engine/shard.ts'
import type { UpdateBody } from './update-body.ts'
import { findConditionFaults } from './write-conditions.ts'

/** The operation for an id; conditions may stand in the parameters and in the body, the body's go first. */
export function updateOperation(
  id: string,
  routing: string | undefined,
  retryOnConflict: number,
  conditions: WriteConditions,
  body: UpdateBody,
): UpdateOperation {
  return {
    kind: 'update',
    id,
    routing,
    doc: body.doc,
    docAsUpsert: body.docAsUpsert,
    upsert: body.upsert,
    detectNoop: body.detectNoop,
    retryOnConflict: Math.max(0, retryOnConflict),
    ...conditions,
    ...body.conditions,
  }
}

/** What is wrong with an update, to be listed in a validation error. */
export function findUpdateFaults(operation: UpdateOperation, body: UpdateBody): readonly string[] {
  const faults = [...(operation.id === '' ? ['id is missing'] : []), ...findConditionFaults('update', operation)]
  if (operation.ifSeqNo !== undefined) {
    if (operation.retryOnConflict > 0) faults.push('compare and write operations can not be retried')
    if (operation.docAsUpsert) faults.push('compare and write operations can not be used with upsert')
    if (operation.upsert) faults.push("upsert requests don't support `if_seq_no` and `if_primary_term`")
  }
  if (!body.hasScript && !body.doc) faults.push('script or doc is missing')
  if (body.hasScript && body.doc) faults.push("can't provide both script and doc")
  if (!body.doc && body.docAsUpsert) faults.push('doc must be specified if doc_as_upsert is enabled')
  return faults
}

/** 400 for what a script would do: there is no script language here. */
export function findScriptRefusal(body: UpdateBody): ElasticError | undefined {
  if (!body.hasScript) return undefined
  return illegalArgument('failed to execute script', { causedBy: illegalArgument('script_lang not supported [painless]') })
}
