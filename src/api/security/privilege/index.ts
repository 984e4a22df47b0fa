/** The privilege APIs. */
import type { AnyApi } from '../../../request/api.ts'
import { clearPrivilegesCache } from './clear-privileges-cache.ts'
import { deletePrivileges } from './delete-privileges.ts'
import { getBuiltinPrivileges } from './get-builtin-privileges.ts'
import { getPrivileges } from './get-privileges.ts'
import { getUserPrivileges } from './get-user-privileges.ts'
import { hasPrivileges } from './has-privileges.ts'
import { putPrivileges } from './put-privileges.ts'

export const privilegeApis: readonly AnyApi[] = [
  getBuiltinPrivileges,
  getUserPrivileges,
  hasPrivileges,
  putPrivileges,
  getPrivileges,
  deletePrivileges,
  clearPrivilegesCache,
]
