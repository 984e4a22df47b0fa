/** `DELETE /_sallyport/lockouts/{name}`: unlocks a user, with `type` an API key or an address, with `_all` everybody. */
import { illegalArgument } from '../../../core/errors.ts'
import type { LockoutSelector } from '../../../identity/lockout.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'

const TYPES = ['user', 'api_key', 'address'] as const

export const clearLockouts = serverApi<LockoutSelector>({
  name: 'security.clear_lockouts',
  summary: 'Unlocks who is locked out',
  routes: [{ method: 'DELETE', path: '/_sallyport/lockouts/{name}' }],
  action: 'cluster:admin/xpack/security/lockout/clear',
  scope: 'cluster',
  parameters: { type: TYPES },
  body: 'none',
  parse({ path, parameters }) {
    const name = path.get('name') ?? ''
    const given = parameters.text('type')
    const type = TYPES.find((known) => known === given)
    if (given !== undefined && !type) throw illegalArgument(`[type] is [${given}], must be one of [${TYPES.join(', ')}]`)
    return name === '_all' && type === undefined ? { kind: 'all' } : { kind: type ?? 'user', name }
  },
  targets: () => ({ kind: 'cluster' }),
  handle: async ({ lockouts }, selector) => ok({ cleared: await lockouts.clear(selector) }),
})
