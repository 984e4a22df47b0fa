/** The APIs of API keys. */
import type { AnyApi } from '../../../request/api.ts'
import { bulkUpdateApiKeys } from './bulk-update-keys.ts'
import { clearApiKeyCache } from './clear-cache.ts'
import { cloneApiKey } from './clone-key.ts'
import { createCrossClusterApiKey } from './create-cross-cluster-key.ts'
import { createApiKey } from './create-key.ts'
import { getApiKey } from './get-key.ts'
import { grantApiKey } from './grant-key.ts'
import { invalidateApiKey } from './invalidate-key.ts'
import { queryApiKeys } from './query-keys.ts'
import { rotateApiKey } from './rotate-key.ts'
import { updateCrossClusterApiKey } from './update-cross-cluster-key.ts'
import { updateApiKey } from './update-key.ts'

export const apiKeyApis: readonly AnyApi[] = [
  createApiKey,
  grantApiKey,
  cloneApiKey,
  getApiKey,
  queryApiKeys,
  updateApiKey,
  bulkUpdateApiKeys,
  rotateApiKey,
  invalidateApiKey,
  clearApiKeyCache,
  createCrossClusterApiKey,
  updateCrossClusterApiKey,
]
