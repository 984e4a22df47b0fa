/** The cluster face: what clients and people ask a server about itself. */
import type { AnyApi } from '../../request/api.ts'
import { getClusterSettings } from './get-settings.ts'
import { clusterHealth } from './health.ts'
import { info, ping } from './info.ts'
import { getLicense } from './license.ts'
import { nodesInfo } from './nodes-info.ts'
import { nodesStats } from './nodes-stats.ts'
import { pendingTasks } from './pending-tasks.ts'
import { putClusterSettings } from './put-settings.ts'
import { sslCertificates } from './ssl-certificates.ts'
import { clusterStats } from './stats.ts'
import { xpackInfo } from './xpack.ts'

export const clusterApis: readonly AnyApi[] = [
  info,
  ping,
  clusterHealth,
  getClusterSettings,
  putClusterSettings,
  clusterStats,
  pendingTasks,
  nodesInfo,
  nodesStats,
  getLicense,
  xpackInfo,
  sslCertificates,
]
