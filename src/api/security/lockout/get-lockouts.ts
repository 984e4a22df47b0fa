/** `GET /_sallyport/lockouts`: the locks in force, the longest first. */
import { illegalArgument } from '../../../core/errors.ts'
import type { JsonOutput } from '../../../core/json/output.ts'
import type { Lockout } from '../../../identity/lockout.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'

const DEFAULT_SIZE = 100
const LARGEST_SIZE = 10_000

export const getLockouts = serverApi({
  name: 'security.get_lockouts',
  summary: 'Shows who is locked out',
  routes: [{ method: 'GET', path: '/_sallyport/lockouts' }],
  action: 'cluster:admin/xpack/security/lockout/get',
  scope: 'cluster',
  parameters: { size: 'integer' },
  body: 'none',
  parse({ parameters }) {
    const size = parameters.integer('size', DEFAULT_SIZE)
    if (size >= 0 && size <= LARGEST_SIZE) return size
    throw illegalArgument(`[size] is [${size}], must be between [0] and [${LARGEST_SIZE}]`)
  },
  targets: () => ({ kind: 'cluster' }),
  async handle({ lockouts }, size) {
    const all = await lockouts.list()
    return ok({ total: all.length, lockouts: all.slice(0, size).map(lockoutJson) })
  },
})

/** Without an account: users who are new to the address. Without an address: addresses that are new to the user. */
const lockoutJson = ({ account, address, failures, until, remaining }: Lockout): JsonOutput => ({
  ...(account?.kind === 'user' ? { username: account.name } : {}),
  ...(account?.kind === 'api_key' ? { api_key_id: account.name } : {}),
  ...(address === undefined ? {} : { address }),
  failures,
  locked_until: new Date(until).toISOString(),
  remaining_in_millis: Math.ceil(remaining),
})
