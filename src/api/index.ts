/** Every API the server has: the one list that router, documentation and tests read. */
import type { AnyApi } from '../request/api.ts'
import { documentApis } from './document/index.ts'
import { searchApis } from './search/index.ts'
import { userApis } from './security/user/index.ts'

export const APIS: readonly AnyApi[] = [...documentApis, ...searchApis, ...userApis]
