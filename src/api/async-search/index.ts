/** Searches that may outlive their requests. */
import type { AnyApi } from '../../request/api.ts'
import type { AnyTaskKind } from '../../tasks/task-kind.ts'
import { asyncSearchKind } from './async-search-kind.ts'
import { deleteAsyncSearch } from './delete.ts'
import { getAsyncSearch } from './get.ts'
import { asyncSearchStatusApi } from './status.ts'
import { submitAsyncSearch } from './submit.ts'

export const asyncSearchApis: readonly AnyApi[] = [asyncSearchStatusApi, deleteAsyncSearch, getAsyncSearch, submitAsyncSearch]

export const asyncSearchKinds: readonly AnyTaskKind[] = [asyncSearchKind]
