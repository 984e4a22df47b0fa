/** Failures of single indices, and what becomes of the search when they are too many. */

import { errorMembers } from '../../core/error-output.ts'
import { ElasticError } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'

/** One index that could not answer. */
export interface IndexFailure {
  readonly index: string
  readonly error: ElasticError
}

/** How a failure is listed under `_shards` or `failed_shards`. */
export const failureOutput = ({ index, error }: IndexFailure, node: string): JsonOutput => ({
  shard: 0,
  index,
  node,
  reason: errorMembers(error),
})

/** The phase of a search in which indices are asked. */
export type Phase = 'query' | 'fetch' | 'open_pit'

/** `search_phase_execution_exception`: all failed, or a part where no part may. */
export function searchPhaseFailure(
  reason: 'all shards failed' | 'Partial shards failure',
  failures: readonly IndexFailure[],
  node: string,
  phase: Phase = 'query',
): ElasticError {
  const cause = failures[0]?.error
  return new ElasticError('search_phase_execution_exception', reason, {
    status: Math.max(400, ...failures.map(({ error }) => error.status)),
    rootCause: failures.map(({ error }) => error),
    members: { phase, grouped: true, failed_shards: failures.map((failure) => failureOutput(failure, node)) },
    ...(cause && isForeign(cause) ? { causedBy: wrappedTwice(cause) } : {}),
  })
}

/** Errors that are not of Elasticsearch's own making are shown as the cause, within themselves. */
const isForeign = (error: ElasticError): boolean =>
  ['illegal_argument_exception', 'number_format_exception', 'too_many_nested_clauses', 'illegal_state_exception'].includes(
    error.type,
  )

const wrappedTwice = (cause: ElasticError): ElasticError =>
  new ElasticError(cause.type, cause.reason, { causedBy: new ElasticError(cause.type, cause.reason) })
