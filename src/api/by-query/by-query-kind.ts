/**
 * The three kinds of tasks that work on documents by query. Each reads a point in time and writes bulks, as its identity alone may; after a
 * restart it goes on behind the last page that was noted down.
 */
import type { PlainJson, TaskKind, TaskRun } from '../../tasks/task-kind.ts'
import { innerStep } from '../inner-call.ts'
import type { ByQueryInput } from './by-query-input.ts'
import { ByQueryRun, type ByQueryState } from './by-query-run.ts'
import { closeSource, openSource } from './page-reader.ts'
import { writeCheck } from './write-check.ts'

type Input = ByQueryInput & PlainJson
type State = ByQueryState & PlainJson

const kindOf = (name: string, action: string): TaskKind<Input, State, string> => ({
  name,
  action,
  isResumable: () => true,
  prepare,
  run: (run, input, pointInTime) => new ByQueryRun(run, input, pointInTime).toEnd(),
  release: (run, pointInTime) => closeSource(run, pointInTime),
})

export const reindexKind = kindOf('reindex', 'indices:data/write/reindex')
export const updateByQueryKind = kindOf('update_by_query', 'indices:data/write/update/byquery')
export const deleteByQueryKind = kindOf('delete_by_query', 'indices:data/write/delete/byquery')

async function prepare(run: TaskRun<State>, { source, destination }: Input): Promise<string> {
  if (destination) {
    const { index, opType } = destination
    await run.perform(innerStep(writeCheck, { path: { index }, parameters: { op_type: opType } }))
  }
  return openSource(run, source)
}
