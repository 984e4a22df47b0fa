/**
 * The three kinds of tasks that work on documents by query. Each reads a point in time and writes bulks, as its identity alone may; after a
 * restart it goes on behind the last page that is on disk.
 */
import type { JsonOutput } from '../../core/json/output.ts'
import { writeJsonText } from '../../core/json/write.ts'
import type { PlainJson, TaskKind, TaskRun } from '../../tasks/task-kind.ts'
import { refresh } from '../indices/refresh.ts'
import { innerCall } from '../inner-call.ts'
import type { ByQueryInput } from './by-query-input.ts'
import { closeSource, openSource } from './page-reader.ts'
import { Part } from './part.ts'
import { keptOutput, NO_PROGRESS, type PartProgress, statusOutput } from './progress.ts'
import { writeCheck } from './write-check.ts'

type Input = ByQueryInput & PlainJson
type State = { readonly parts: readonly PartProgress[] } & PlainJson
type Run = TaskRun<State>

const kindOf = (name: string, action: string): TaskKind<Input, State, string> => ({
  name,
  action,
  isResumable: ({ source }) => !source.isSorted,
  prepare,
  run: runToEnd,
  release: (run, pointInTime) => closeSource(run, pointInTime),
})

export const reindexKind = kindOf('reindex', 'indices:data/write/reindex')
export const updateByQueryKind = kindOf('update_by_query', 'indices:data/write/update/byquery')
export const deleteByQueryKind = kindOf('delete_by_query', 'indices:data/write/delete/byquery')

async function prepare(run: Run, { source, destination }: Input): Promise<string> {
  if (destination) {
    const { index, opType } = destination
    await run.perform(innerCall(writeCheck, { path: { index }, parameters: { op_type: opType } }))
  }
  return openSource(run, source)
}

async function runToEnd(run: Run, input: Input, pointInTime: string): Promise<string> {
  const begun = performance.now()
  const progress: PartProgress[] = Array.from({ length: input.slices }, (_, nth) => run.state?.parts[nth] ?? NO_PROGRESS)
  let isStopped = false
  const facts = () => ({
    operation: input.operation,
    requestsPerSecond: run.requestsPerSecond,
    cancelled: run.cancelled,
  })
  const status = (): PlainJson => plain(statusOutput(progress, facts()))
  const parts = progress.map((saved, nth) => {
    const onPage = async (now: PartProgress, isLast: boolean): Promise<void> => {
      progress[nth] = now
      if (isLast) run.show(status())
      else await run.save({ parts: [...progress] } as unknown as State, status())
    }
    const slice = input.slices === 1 ? undefined : { id: nth, max: input.slices }
    return new Part({
      run: run as unknown as TaskRun<never>,
      input,
      pointInTime,
      slice,
      maxDocs: shareOf(input, nth),
      saved: run.state !== undefined || run.isResumed ? saved : undefined,
      isStopped: () => isStopped,
      onPage,
    })
  })
  const work = async (part: Part, nth: number): Promise<void> => {
    try {
      await part.work()
    } finally {
      progress[nth] = part.progress
      isStopped ||= part.failures.length > 0
    }
  }
  const settled = await Promise.allSettled(parts.map(work))
  for (const outcome of settled) if (outcome.status === 'rejected') throw outcome.reason
  run.show(status())
  if (input.refresh) await refreshWritten(run, input)
  return resultText(parts, {
    took: Math.round(performance.now() - begun),
    output: (run.keeps ? keptOutput : statusOutput)(progress, facts()),
  })
}

/** Documents that one part may take. */
function shareOf({ maxDocs, slices }: Input, nth: number): number {
  if (maxDocs === undefined) return Number.POSITIVE_INFINITY
  return Math.floor(maxDocs / slices) + (nth < maxDocs % slices ? 1 : 0)
}

async function refreshWritten(run: Run, { source, destination }: Input): Promise<void> {
  const path = { index: destination?.index ?? source.indices }
  const parameters = destination ? { ignore_unavailable: 'true' } : source.parameters
  await run.perform(innerCall(refresh, { path, parameters }))
}

function resultText(
  parts: readonly Part[],
  { took, output }: { readonly took: number; readonly output: Readonly<Record<string, JsonOutput>> },
): string {
  const failures = parts.flatMap((part) => part.failures.map(({ index, id, cause, status }) => ({ index, id, cause, status })))
  return writeJsonText({ took, timed_out: false, ...output, failures })
}

const plain = (output: JsonOutput): PlainJson => JSON.parse(writeJsonText(output)) as PlainJson
