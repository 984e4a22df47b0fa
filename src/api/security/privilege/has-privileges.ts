/** `POST /_security/user/_has_privileges`: whether whoever asks has these privileges. Everybody may ask about himself, nobody about others. */
import { coversApplication } from '../../../authz/application-check.ts'
import { DeniedBehind } from '../../../authz/denied-behind.ts'
import { coversCluster, coversIndex } from '../../../authz/privilege-check.ts'
import { illegalArgument, parseFailure } from '../../../core/errors.ts'
import { WorkSlice } from '../../../core/event-loop.ts'
import type { JsonOutput } from '../../../core/json/output.ts'
import type { JsonValue } from '../../../core/json/value.ts'
import { actingSubject } from '../../../request/identity.ts'
import { ok } from '../../../request/reply.ts'
import type { ApplicationPrivileges } from '../../../roles/application-privileges.ts'
import type { RoleSet } from '../../../roles/role-set.ts'
import { serverApi } from '../../define.ts'
import type { Services } from '../../services.ts'
import { type PrivilegeQuestions, parseQuestions } from './privilege-check-body.ts'

interface Input {
  /** undefined: one's own. */
  readonly username: string | undefined
  readonly body: JsonValue
}

export const hasPrivileges = serverApi<Input>({
  name: 'security.has_privileges',
  summary: 'Tells whether one has privileges',
  routes: [
    { method: 'GET', path: '/_security/user/_has_privileges' },
    { method: 'POST', path: '/_security/user/_has_privileges' },
    { method: 'GET', path: '/_security/user/{user}/_has_privileges' },
    { method: 'POST', path: '/_security/user/{user}/_has_privileges' },
  ],
  action: 'cluster:admin/xpack/security/user/has_privileges',
  scope: 'self',
  parameters: {},
  body: 'optional',
  parse({ path, body }) {
    if (!body.present) throw parseFailure('request body or source parameter is required')
    return { username: path.get('user'), body: body.json() }
  },
  targets: ({ username }) => ({ kind: 'self', username }),
  async handle({ roles, names, applicationPrivileges }, { username, body }, { identity }) {
    const subject = actingSubject(identity)
    // Error texts name whoever asks, so the body is read once he is known.
    const questions = parseQuestions(username ?? subject.username, body)
    if (username !== undefined && username !== subject.username) {
      throw illegalArgument('users may only check the privileges of their own account')
    }
    const rights = roles.rightsOf(subject)
    const index = await answerIndices(questions, rights, new DeniedBehind(names(), rights))
    return ok(answer(subject.username, questions, rights, index, applicationPrivileges))
  },
})

/** Whether rights cover everything that is asked about. */
export async function hasAllPrivileges(
  { names, applicationPrivileges }: Pick<Services, 'names' | 'applicationPrivileges'>,
  rights: RoleSet,
  questions: PrivilegeQuestions,
): Promise<boolean> {
  const index = await answerIndices(questions, rights, new DeniedBehind(names(), rights))
  return answer('', questions, rights, index, applicationPrivileges).has_all_requested
}

type Verdicts = ReadonlyMap<string, boolean>

function answer(
  username: string,
  questions: PrivilegeQuestions,
  roles: RoleSet,
  index: ReadonlyMap<string, Verdicts>,
  stored: ApplicationPrivileges,
): { readonly [member: string]: JsonOutput; readonly has_all_requested: boolean } {
  const cluster = new Map(questions.cluster.map((name) => [name, coversCluster(roles, name)]))
  const application = answerApplications(questions, roles, stored)
  const verdicts: readonly Verdicts[] = [
    cluster,
    ...index.values(),
    ...[...application.values()].flatMap((resources) => [...resources.values()]),
  ]
  const hasAll = verdicts.every((each) => [...each.values()].every((isGranted) => isGranted))
  return { username, has_all_requested: hasAll, cluster, index, application }
}

async function answerIndices(
  { index }: PrivilegeQuestions,
  roles: RoleSet,
  denied: DeniedBehind,
): Promise<ReadonlyMap<string, Verdicts>> {
  const slice = new WorkSlice()
  const answers = new Map<string, Map<string, boolean>>()
  for (const { names, privileges, allowRestrictedIndices } of index) {
    for (const name of names) {
      const verdicts = coversIndex(roles, name, privileges, allowRestrictedIndices)
      for (const [at, privilege] of privileges.entries()) {
        const isCovered = verdicts[at] === true && !denied.denies(name, privilege, allowRestrictedIndices)
        memberMap(answers, name).set(privilege, isCovered)
      }
      if (slice.isOver) await slice.pause()
    }
  }
  return inOrder(new Map([...answers].map(([name, verdicts]) => [name, inOrder(verdicts)])))
}

type ApplicationVerdicts = ReadonlyMap<string, ReadonlyMap<string, Verdicts>>

function answerApplications(
  { application: entries }: PrivilegeQuestions,
  roles: RoleSet,
  stored: ApplicationPrivileges,
): ApplicationVerdicts {
  const answers = new Map<string, Map<string, Map<string, boolean>>>()
  for (const { application, privileges, resources } of entries) {
    for (const resource of resources) {
      for (const privilege of privileges) {
        const isGranted = coversApplication(roles, stored, { application, privilege, resource })
        memberMap(memberMap(answers, application), resource).set(privilege, isGranted)
      }
    }
  }
  return answers
}

function memberMap<Inner>(map: Map<string, Map<string, Inner>>, key: string): Map<string, Inner> {
  const known = map.get(key)
  if (known) return known
  const made = new Map<string, Inner>()
  map.set(key, made)
  return made
}

const inOrder = <Value>(map: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> =>
  new Map([...map].sort(([one], [other]) => (one < other ? -1 : 1)))
