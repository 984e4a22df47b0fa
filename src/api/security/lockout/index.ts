/** The lockout APIs. They are ours: Elasticsearch has no lockout. */
import type { AnyApi } from '../../../request/api.ts'
import { clearLockouts } from './clear-lockouts.ts'
import { getLockouts } from './get-lockouts.ts'

export const lockoutApis: readonly AnyApi[] = [getLockouts, clearLockouts]
