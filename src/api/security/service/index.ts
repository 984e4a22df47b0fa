/** The service account APIs. */
import type { AnyApi } from '../../../request/api.ts'
import { clearServiceTokenCache } from './clear-token-cache.ts'
import { createServiceToken } from './create-token.ts'
import { deleteServiceAccount } from './delete-account.ts'
import { deleteServiceToken } from './delete-token.ts'
import { getServiceAccounts } from './get-accounts.ts'
import { getServiceCredentials } from './get-credentials.ts'
import { putServiceAccount } from './put-account.ts'

export const serviceApis: readonly AnyApi[] = [
  getServiceAccounts,
  putServiceAccount,
  deleteServiceAccount,
  createServiceToken,
  deleteServiceToken,
  getServiceCredentials,
  clearServiceTokenCache,
]
