/** Every API the server has: the one list that router, documentation and tests read. */
import type { AnyApi } from '../request/api.ts'

export const APIS: readonly AnyApi[] = []
