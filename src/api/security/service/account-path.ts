/** Which service account a path names, and which action it takes to change its tokens. */
import type { ApiRequest } from '../../../request/api.ts'

/** `namespace/service`. */
export const accountOf = ({ path }: Pick<ApiRequest, 'path'>): string =>
  `${path.get('namespace') ?? ''}/${path.get('service') ?? ''}`

/** Who may make tokens of an account has its rights: those of accounts with roles of somebody's choice are a matter of their own. */
export const tokenAction = (account: string, verb: 'create' | 'delete'): string => {
  const kind = account.startsWith('elastic/') ? 'service_account' : 'user_managed_service_account'
  return `cluster:admin/xpack/security/${kind}/token/${verb}`
}
