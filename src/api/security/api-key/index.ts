/** The APIs of API keys. */
import type { AnyApi } from '../../../request/api.ts'
import { clearApiKeyCache } from './clear-cache.ts'
import { createApiKey } from './create-key.ts'
import { getApiKey } from './get-key.ts'
import { invalidateApiKey } from './invalidate-key.ts'

export const apiKeyApis: readonly AnyApi[] = [createApiKey, getApiKey, invalidateApiKey, clearApiKeyCache]
