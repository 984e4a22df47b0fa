/** The role APIs. */
import type { AnyApi } from '../../../request/api.ts'
import { bulkDeleteRoles } from './bulk-delete-roles.ts'
import { bulkPutRoles } from './bulk-put-roles.ts'
import { clearRolesCache } from './clear-roles-cache.ts'
import { deleteRole } from './delete-role.ts'
import { getRole } from './get-role.ts'
import { putRole } from './put-role.ts'
import { queryRole } from './query-role.ts'

export const roleApis: readonly AnyApi[] = [
  putRole,
  getRole,
  deleteRole,
  bulkPutRoles,
  bulkDeleteRoles,
  clearRolesCache,
  queryRole,
]
