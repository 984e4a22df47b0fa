/** The user APIs. */
import type { AnyApi } from '../../../request/api.ts'
import { authenticate } from './authenticate.ts'
import { changePassword } from './change-password.ts'
import { clearRealmCache } from './clear-realm-cache.ts'
import { deleteUser } from './delete-user.ts'
import { getUser } from './get-user.ts'
import { putUser } from './put-user.ts'
import { queryUser } from './query-user.ts'
import { disableUser, enableUser } from './set-enabled.ts'

export const userApis: readonly AnyApi[] = [
  authenticate,
  putUser,
  getUser,
  queryUser,
  deleteUser,
  enableUser,
  disableUser,
  changePassword,
  clearRealmCache,
]
