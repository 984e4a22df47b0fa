/** The cat APIs: what others answer as JSON, as tables for people. */
import type { AnyApi } from '../../request/api.ts'
import { catAliases } from './aliases.ts'
import { catCount } from './count.ts'
import { catHealth } from './health.ts'
import { catHelp } from './help.ts'
import { catIndices } from './indices.ts'
import { catMaster } from './master.ts'
import { catNodes } from './nodes.ts'
import { catShards } from './shards.ts'
import { catTasks } from './tasks.ts'
import { catTemplates } from './templates.ts'

export const catApis: readonly AnyApi[] = [
  catHelp,
  catIndices,
  catHealth,
  catCount,
  catNodes,
  catMaster,
  catAliases,
  catShards,
  catTasks,
  catTemplates,
]
