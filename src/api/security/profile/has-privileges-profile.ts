/** `_security/profile/_has_privileges`: which of several users have all of the privileges that are asked about. */
import { parseFailure, validationFailed } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/json/value.ts'
import type { Profile } from '../../../identity/profiles.ts'
import { objectField, readStrictObject, textList } from '../../../query/strict-object.ts'
import type { ApiRequest } from '../../../request/api.ts'
import type { Subject } from '../../../request/identity.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { hasAllPrivileges } from '../privilege/has-privileges.ts'
import { type PrivilegeQuestions, parseQuestions } from '../privilege/privilege-check-body.ts'
import { missingProfiles } from './profile-json.ts'

interface Input {
  readonly uids: readonly string[]
  readonly questions: PrivilegeQuestions
}

export const hasPrivilegesProfile = serverApi<Input>({
  name: 'security.has_privileges_user_profile',
  summary: 'Tells which users have privileges',
  routes: [
    { method: 'GET', path: '/_security/profile/_has_privileges' },
    { method: 'POST', path: '/_security/profile/_has_privileges' },
  ],
  action: 'cluster:admin/xpack/security/profile/has_privileges',
  scope: 'cluster',
  parameters: {},
  body: 'required',
  parse: parseInput,
  targets: () => ({ kind: 'cluster' }),
  async handle(services, { uids, questions }) {
    const having: string[] = []
    for (const uid of uids) {
      const profile = services.profiles.find(uid)
      if (!profile?.enabled) continue
      if (await hasAllPrivileges(services, services.roles.rightsOf(subjectOf(profile)), questions)) having.push(uid)
    }
    const missing = uids.filter((uid) => services.profiles.find(uid) === undefined)
    return ok({ has_privilege_uids: having, errors: missingProfiles(missing) })
  },
})

/** More would be a search. */
const MAX_UIDS = 10_000

function parseInput({ body }: ApiRequest): Input {
  const given = readStrictObject('profile_has_privileges_request', body.object(), { uids: textList, privileges: objectField })
  const { uids, privileges } = given as { uids?: readonly string[]; privileges?: JsonObject }
  if (!uids || !privileges) throw parseFailure(`Required [${uids ? 'privileges' : privileges ? 'uids' : 'uids, privileges'}]`)
  if (uids.length === 0) throw validationFailed(['profile uids list must not be empty'])
  if (uids.length > MAX_UIDS) throw validationFailed([`at most [${MAX_UIDS}] profile uids may be given`])
  return { uids: [...new Set(uids)], questions: parseQuestions('profile', privileges) }
}

/** The user as he was when his profile was renewed last. */
const subjectOf = ({ user }: Profile): Subject => ({
  kind: 'user',
  ...user,
  metadata: new Map(),
  enabled: true,
  authenticationType: 'realm',
})
