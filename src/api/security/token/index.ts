/** The APIs of the token service. */
import type { AnyApi } from '../../../request/api.ts'
import { createToken } from './create-token.ts'
import { invalidateToken } from './invalidate-token.ts'

export const tokenApis: readonly AnyApi[] = [createToken, invalidateToken]
