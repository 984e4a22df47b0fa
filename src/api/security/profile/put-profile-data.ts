/** `PUT /_security/profile/{uid}/_data`: what applications keep in a profile. Members of the same name are replaced, others stay. */
import { validationFailed } from '../../../core/errors.ts'
import type { JsonObject } from '../../../core/json/value.ts'
import type { ProfileChange } from '../../../identity/profiles.ts'
import { objectField, readStrictObject } from '../../../query/strict-object.ts'
import type { ApiRequest } from '../../../request/api.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { longParameter } from '../../long-parameter.ts'
import { parseRefreshPolicy } from '../../refresh-policy.ts'

interface Input extends ProfileChange {
  readonly uid: string
}

export const putProfileData = serverApi<Input>({
  name: 'security.update_user_profile_data',
  summary: 'Changes data and labels of a profile',
  routes: [
    { method: 'PUT', path: '/_security/profile/{uid}/_data' },
    { method: 'POST', path: '/_security/profile/{uid}/_data' },
  ],
  action: 'cluster:admin/xpack/security/profile/put/data',
  scope: 'cluster',
  parameters: { if_primary_term: 'text', if_seq_no: 'text', refresh: 'text' },
  body: 'required',
  parse: parseChange,
  targets: ({ labels, data }) => ({
    kind: 'cluster',
    profileApplications: [...new Set([...labels.keys(), ...data.keys()])],
  }),
  async handle({ profiles }, { uid, ...change }) {
    await profiles.update(uid, change)
    return ok({ acknowledged: true })
  },
})

function parseChange({ path, parameters, body }: ApiRequest): Input {
  const given = readStrictObject('update_profile_data_request_payload', body.object(), { labels: objectField, data: objectField })
  const { labels = EMPTY, data = EMPTY } = given
  const faults = [...labels.keys(), ...data.keys()].flatMap(findFaults)
  if (labels.size + data.size === 0) faults.push('update request is empty')
  if (faults.length > 0) throw validationFailed(faults)
  parseRefreshPolicy(parameters)
  const term = longParameter(parameters, 'if_primary_term')
  const seqNo = longParameter(parameters, 'if_seq_no')
  if ((term === undefined) !== (seqNo === undefined)) {
    throw validationFailed(['if_seq_no and if_primary_term must be given together'])
  }
  // There has been one primary only.
  return { uid: path.get('uid')!, labels, data, ifSeqNo: term === undefined || term === 1 ? seqNo : -1 }
}

const EMPTY: JsonObject = new Map()

const findFaults = (name: string): string[] => [
  ...(name.startsWith('_') ? [`application name must not start with underscore, but found [${name}]`] : []),
  ...(name.includes('.') ? [`application name must not contain dot, but found [${name}]`] : []),
]
