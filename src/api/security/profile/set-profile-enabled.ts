/** `PUT /_security/profile/{uid}/_enable` and `/_disable`: a disabled profile is neither suggested nor shown with its user. */
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { parseRefreshPolicy } from '../../refresh-policy.ts'

const setEnabled = (name: string, verb: '_enable' | '_disable', summary: string) =>
  serverApi<string>({
    name,
    summary,
    routes: [
      { method: 'PUT', path: `/_security/profile/{uid}/${verb}` },
      { method: 'POST', path: `/_security/profile/{uid}/${verb}` },
    ],
    action: 'cluster:admin/xpack/security/profile/set_enabled',
    scope: 'cluster',
    parameters: { refresh: 'text' },
    body: 'none',
    parse({ path, parameters }) {
      parseRefreshPolicy(parameters)
      return path.get('uid')!
    },
    targets: () => ({ kind: 'cluster' }),
    async handle({ profiles }, uid) {
      await profiles.setEnabled(uid, verb === '_enable')
      return ok({ acknowledged: true })
    },
  })

export const enableProfile = setEnabled('security.enable_user_profile', '_enable', 'Enables a profile')
export const disableProfile = setEnabled('security.disable_user_profile', '_disable', 'Disables a profile')
