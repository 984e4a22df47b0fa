/** The APIs that work on documents by query, and their kinds of tasks. */
import type { AnyApi } from '../../request/api.ts'
import type { AnyTaskKind } from '../../tasks/task-kind.ts'
import { deleteByQueryKind, reindexKind, updateByQueryKind } from './by-query-kind.ts'
import { deleteByQuery } from './delete-by-query.ts'
import { reindex } from './reindex.ts'
import { deleteByQueryRethrottle, reindexRethrottle, updateByQueryRethrottle } from './rethrottle.ts'
import { updateByQuery } from './update-by-query.ts'
import { writeCheck } from './write-check.ts'

export const byQueryApis: readonly AnyApi[] = [
  deleteByQuery,
  deleteByQueryRethrottle,
  reindex,
  reindexRethrottle,
  updateByQuery,
  updateByQueryRethrottle,
]

/** What these tasks ask of the server that nobody else can. */
export const byQuerySteps: readonly AnyApi[] = [writeCheck]

export const byQueryKinds: readonly AnyTaskKind[] = [deleteByQueryKind, reindexKind, updateByQueryKind]
