/**
 * The page that was being written when the server stopped: it may be on disk although nobody noted it down. A document that the destination
 * holds exactly as it would be written is not written again.
 */

import { ElasticError } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import type { TaskRun } from '../../tasks/task-kind.ts'
import { mget } from '../document/mget.ts'
import { innerStep } from '../inner-call.ts'
import type { DestinationInput } from './by-query-input.ts'
import { bodyOf, member, oneLine, type SourceHit } from './hit.ts'

export interface Doubtful {
  readonly missing: readonly SourceHit[]
  readonly done: number
}

/** Parts a page into what is there and what is not; throws where the destination may not be read. */
export async function withoutDone(
  run: Pick<TaskRun<never>, 'perform'>,
  hits: readonly SourceHit[],
  { index, routing }: DestinationInput,
): Promise<Doubtful> {
  const docs = hits.map((hit) => ({ _index: index, _id: hit.id, ...routingOf(hit, routing) }))
  const reply = await run.perform(innerStep(mget, { body: JSON.stringify({ docs }) }))
  const found = member(bodyOf(reply), 'docs') as readonly JsonOutput[]
  const missing = hits.filter((hit, at) => !isSame(hit, found[at]))
  return { missing, done: hits.length - missing.length }
}

function routingOf({ routing: kept }: SourceHit, routing: string): { readonly routing?: string } {
  const chosen = routing === 'keep' ? kept : routing.startsWith('=') ? routing.slice(1) : undefined
  return chosen === undefined ? {} : { routing: chosen }
}

function isSame(hit: SourceHit, found: JsonOutput): boolean {
  const error = member(found, 'error')
  if (error !== undefined && member(error, 'type') !== 'index_not_found_exception') throw unreadable(error)
  if (member(found, 'found') !== true) return false
  return Buffer.from(oneLine(member(found, '_source'))).equals(hit.source)
}

const unreadable = (error: JsonOutput): ElasticError =>
  new ElasticError(
    'security_exception',
    `the node was stopped in the middle of a page, and whether it was written cannot be found out: ${String(member(error, 'reason'))}`,
    { status: 403 },
  )
