/** The APIs about tasks. */
import type { AnyApi } from '../../request/api.ts'
import { cancelTasks } from './cancel-tasks.ts'
import { getTaskApi } from './get-task.ts'
import { listTasks } from './list-tasks.ts'
import { ownedTasks } from './owned-tasks.ts'

export const taskApis: readonly AnyApi[] = [cancelTasks, getTaskApi, listTasks, ownedTasks]
