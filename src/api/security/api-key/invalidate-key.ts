/** `DELETE /_security/api_key`: ends keys for good. What had ended before, or never was, is no error. */
import { coversCluster } from '../../../authz/privilege-check.ts'
import { ElasticError, illegalArgument, validationFailed } from '../../../core/errors.ts'
import type { ApiKey } from '../../../identity/api-key-record.ts'
import type { ApiKeys } from '../../../identity/api-keys.ts'
import type { Option } from '../../../query/options.ts'
import { readStrictObject, textField, textList, wrongToken } from '../../../query/strict-object.ts'
import { actingSubject } from '../../../request/identity.ts'
import type { ApiKeyTarget } from '../../../request/names.ts'
import { ok, type Reply } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { targetOf } from './get-key.ts'
import { bodyObject } from './key-members.ts'
import { selectKeys } from './key-selection.ts'

const PARSER = 'invalidate_api_key'

export const invalidateApiKey = serverApi({
  name: 'security.invalidate_api_key',
  summary: 'Ends API keys',
  routes: [{ method: 'DELETE', path: '/_security/api_key' }],
  action: 'cluster:admin/xpack/security/api_key/invalidate',
  scope: 'cluster',
  parameters: {},
  body: 'required',
  parse({ body }): ApiKeyTarget {
    const given = readStrictObject(PARSER, bodyObject(body.json(), PARSER), {
      ids: textList,
      name: nullable,
      username: nullable,
      realm_name: nullable,
      owner: flag,
    })
    assertIds(given.ids)
    const { ids, name, username, realm_name: realm, owner: owned } = given
    const target = targetOf({ ids, name: full(name), username: full(username), realm: full(realm), owned })
    assertTarget(target)
    return target
  },
  targets: (target) => ({ kind: 'cluster', apiKeys: target }),
  async handle({ apiKeys, roles }, target, { identity }) {
    const isManager = coversCluster(roles.rightsOf(actingSubject(identity)), 'manage_security')
    const found = await selectKeys(apiKeys, target, identity)
    const live = found.filter(({ invalidated }) => invalidated === undefined)
    const ended = await Promise.all(live.map((key) => endKey(apiKeys, key, isManager)))
    return outcome(ended)
  },
})

interface Ended {
  readonly id: string
  readonly result: 'now' | 'before' | ElasticError
}

async function endKey(keys: ApiKeys, { id, type }: ApiKey, isManager: boolean): Promise<Ended> {
  if (type === 'cross_cluster' && !isManager) {
    const reason = `cannot invalidate API key [${id}] of type [${type}] because it requires [manage_security]`
    return { id, result: illegalArgument(reason) }
  }
  try {
    const before = await keys.change(id, (record) =>
      record.invalidated === undefined ? { ...record, invalidated: keys.now() } : undefined,
    )
    return { id, result: before ? 'now' : 'before' }
  } catch (error) {
    return { id, result: error instanceof ElasticError ? error : new ElasticError('exception', 'unknown error') }
  }
}

function outcome(ended: readonly Ended[]): Reply {
  const idsOf = (wanted: Ended['result']): readonly string[] =>
    ended.filter(({ result }) => result === wanted).map(({ id }) => id)
  const errors = ended.flatMap(({ result }) => (result instanceof ElasticError ? [result] : []))
  return ok({
    invalidated_api_keys: idsOf('now'),
    previously_invalidated_api_keys: idsOf('before'),
    error_count: errors.length,
    error_details: errors.length === 0 ? undefined : errors.map(({ type, reason }) => ({ type, reason })),
  })
}

function assertIds(ids: readonly string[] | undefined): void {
  const blank = ids?.findIndex((id) => id.trim() === '') ?? -1
  const fault =
    ids?.length === 0
      ? 'Field [ids] cannot be an empty array'
      : blank >= 0
        ? `Field [ids] must not contain blank id, but got blank id at index position: [${blank}]`
        : undefined
  if (fault === undefined) return
  throw new ElasticError('x_content_parse_exception', `Failed to build [${PARSER}] after last required field arrived`, {
    causedBy: validationFailed([fault]),
  })
}

function assertTarget({ ids, name, username, realm, owned }: ApiKeyTarget): void {
  const isNamed = ids !== undefined || name !== undefined
  const isOwners = username !== undefined || realm !== undefined
  const faults: string[] = []
  if (!isNamed && !isOwners && !owned)
    faults.push('One of [api key id(s), api key name, username, realm name] must be specified if [owner] flag is false')
  if (isNamed && isOwners)
    faults.push('username or realm name must not be specified when the api key id(s) or api key name are specified')
  if (owned && isOwners) faults.push('neither username nor realm-name may be specified when invalidating owned API keys')
  if (ids !== undefined && name !== undefined) faults.push('only one of [api key id(s), api key name] can be specified')
  if (faults.length > 0) throw validationFailed(faults)
}

const nullable = (option: Option): string | undefined => (option.value === null ? undefined : textField(option))
const full = (text: string | undefined): string | undefined => (text?.trim() ? text : undefined)

function flag(option: Option): boolean {
  if (typeof option.value === 'boolean') return option.value
  if (option.value === 'true' || option.value === 'false') return option.value === 'true'
  throw wrongToken(option)
}
