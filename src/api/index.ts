/** Every API the server has: the one list that router, documentation and tests read. */
import type { AnyApi } from '../request/api.ts'
import type { AnyTaskKind } from '../tasks/task-kind.ts'
import { asyncSearchApis, asyncSearchKinds } from './async-search/index.ts'
import { byQueryApis, byQueryKinds, byQuerySteps } from './by-query/index.ts'
import { catApis } from './cat/index.ts'
import { clusterApis } from './cluster/index.ts'
import { dataStreamApis } from './data-streams/index.ts'
import { documentApis } from './document/index.ts'
import { indexApis } from './indices/index.ts'
import { operationApis } from './operation/index.ts'
import { searchApis } from './search/index.ts'
import { apiKeyApis } from './security/api-key/index.ts'
import { explainApis } from './security/explain/index.ts'
import { lockoutApis } from './security/lockout/index.ts'
import { privilegeApis } from './security/privilege/index.ts'
import { profileApis } from './security/profile/index.ts'
import { roleApis } from './security/role/index.ts'
import { serviceApis } from './security/service/index.ts'
import { tokenApis } from './security/token/index.ts'
import { userApis } from './security/user/index.ts'
import { whoamiApis } from './security/whoami/index.ts'
import { taskApis } from './tasks/index.ts'
import { templateApis } from './templates/index.ts'

/** What starts tasks or asks about them. */
export const TASK_APIS: readonly AnyApi[] = [...asyncSearchApis, ...byQueryApis, ...taskApis]

export const APIS: readonly AnyApi[] = [
  ...clusterApis,
  ...catApis,
  ...documentApis,
  ...indexApis,
  ...templateApis,
  ...dataStreamApis,
  ...searchApis,
  ...TASK_APIS,
  ...userApis,
  ...roleApis,
  ...privilegeApis,
  ...apiKeyApis,
  ...tokenApis,
  ...profileApis,
  ...serviceApis,
  ...lockoutApis,
  ...explainApis,
  ...whoamiApis,
  ...operationApis,
]

/** What tasks ask of the server beside them; nobody else can. */
export const STEP_APIS: readonly AnyApi[] = byQuerySteps

/** Every kind of task that the APIs start. */
export const TASK_KINDS: readonly AnyTaskKind[] = [...asyncSearchKinds, ...byQueryKinds]
