/** One page of hits as a bulk: what is written for each, and what came of it. */
import { type JsonOutput, RawJson } from '../../core/json/output.ts'
import { writeJsonText } from '../../core/json/write.ts'
import type { Step } from '../../request/api.ts'
import type { Reply } from '../../request/reply.ts'
import { bulk } from '../document/bulk.ts'
import { innerStep } from '../inner-call.ts'
import type { ByQueryInput, DestinationInput } from './by-query-input.ts'
import { bodyOf, member, type SourceHit } from './hit.ts'

/** A document that was not written. */
export interface PageFailure {
  readonly index: string
  readonly id: string
  readonly cause: JsonOutput
  readonly status: number
}

export interface PageOutcome {
  readonly created: number
  readonly updated: number
  readonly deleted: number
  readonly conflicts: number
  readonly failures: readonly PageFailure[]
}

export function bulkCall(hits: readonly SourceHit[], { operation, destination, bulkParameters }: ByQueryInput): Step {
  const parts: Uint8Array[] = []
  for (const hit of hits) {
    const line = operation === 'reindex' ? copyLine(hit, destination!) : inPlaceLine(hit, operation)
    parts.push(Buffer.from(line))
    if (operation !== 'delete') parts.push(hit.source, NEWLINE)
  }
  return innerStep(bulk, { parameters: bulkParameters, body: Buffer.concat(parts) })
}

const NEWLINE = Buffer.from('\n')

function copyLine({ id, routing: kept, version }: SourceHit, { index, opType, versionType, routing }: DestinationInput): string {
  const chosen = routing === 'keep' ? kept : routing.startsWith('=') ? routing.slice(1) : undefined
  const more = {
    ...(chosen === undefined ? {} : { routing: chosen }),
    ...(versionType === 'internal' ? {} : { version, version_type: versionType }),
  }
  return `${JSON.stringify({ [opType]: { _index: index, _id: id, ...more } })}\n`
}

/** Only what is still as it was read. */
function inPlaceLine({ index, id, routing, seqNo, primaryTerm }: SourceHit, operation: 'update' | 'delete'): string {
  const more = routing === undefined ? {} : { routing }
  const action = operation === 'update' ? 'index' : 'delete'
  return `${JSON.stringify({ [action]: { _index: index, _id: id, ...more, if_seq_no: seqNo, if_primary_term: primaryTerm } })}\n`
}

/** Reads the reply of such a bulk. Its items are plain: names, numbers and errors. */
export function readOutcome(reply: Reply): PageOutcome {
  const counts = { created: 0, updated: 0, deleted: 0, conflicts: 0 }
  const failures: PageFailure[] = []
  for (const item of itemsOf(reply)) {
    const entry = Object.values(item)[0]!
    if (entry.error === undefined) {
      if (entry.result === 'created' || entry.result === 'updated' || entry.result === 'deleted') counts[entry.result]++
      continue
    }
    if (entry.status === 409) counts.conflicts++
    failures.push({ index: entry._index, id: entry._id ?? '', cause: entry.error as JsonOutput, status: entry.status })
  }
  return { ...counts, failures }
}

interface BulkEntry {
  readonly _index: string
  readonly _id: string | null
  readonly status: number
  readonly result?: string
  readonly error?: unknown
}

function itemsOf(reply: Reply): readonly Readonly<Record<string, BulkEntry>>[] {
  const items = member(bodyOf(reply), 'items')
  return JSON.parse(items instanceof RawJson ? Buffer.from(items.bytes).toString() : writeJsonText(items))
}
