/** `GET /_security/api_key`: keys by id, name or owner. An id that is none is 404; nothing else is. */
import { validationFailed } from '../../../core/errors.ts'
import type { ApiKey } from '../../../identity/api-key-record.ts'
import type { ApiKeyTarget } from '../../../request/names.ts'
import type { ParameterReader } from '../../../request/parameters.ts'
import { serverApi } from '../../define.ts'
import { keyJson, type UsedKey, withUse } from './key-json.ts'
import { selectKeys } from './key-selection.ts'

export const getApiKey = serverApi({
  name: 'security.get_api_key',
  summary: 'Shows API keys',
  routes: [{ method: 'GET', path: '/_security/api_key' }],
  action: 'cluster:admin/xpack/security/api_key/get',
  scope: 'cluster',
  parameters: {
    id: 'text',
    name: 'text',
    username: 'text',
    realm_name: 'text',
    owner: 'boolean',
    with_limited_by: 'boolean',
    active_only: 'boolean',
    with_profile_uid: 'boolean',
    unused_for: 'time',
  },
  body: 'none',
  parse({ parameters }) {
    return {
      target: parseTarget(parameters),
      withProfile: parameters.boolean('with_profile_uid', false),
      withLimitedBy: parameters.boolean('with_limited_by', false),
      activeOnly: parameters.boolean('active_only', false),
      unusedFor: parameters.time('unused_for', undefined),
    }
  },
  targets: ({ target, withLimitedBy }) => ({ kind: 'cluster', apiKeys: { ...target, showsLimits: withLimitedBy } }),
  async handle(
    { apiKeys, credentialUses, profiles },
    { target, withProfile, withLimitedBy, activeOnly, unusedFor },
    { identity },
  ) {
    const found = await selectKeys(apiKeys, target, identity)
    const isActive = (key: ApiKey): boolean => key.invalidated === undefined && !apiKeys.isExpired(key)
    const isUnused = ({ use, created }: UsedKey): boolean =>
      unusedFor === undefined || lastTouch({ use, created }) <= apiKeys.now() - unusedFor
    const shown = found
      .filter((key) => !activeOnly || isActive(key))
      .map((key) => withUse(key, credentialUses))
      .filter(isUnused)
    // Who asks for what nobody uses wants the longest unused first.
    if (unusedFor !== undefined) shown.sort((one, other) => lastTouch(one) - lastTouch(other))
    const output = { withLimitedBy, profiles: withProfile ? profiles : undefined }
    const isMissing = target.ids !== undefined && shown.length === 0
    return { status: isMissing ? 404 : 200, body: { api_keys: shown.map((key) => keyJson(key, output)) } }
  },
})

/** When a key was last used, or else made. */
const lastTouch = ({ use, created }: Pick<UsedKey, 'use' | 'created'>): number => use?.lastUsed ?? created

function parseTarget(parameters: ParameterReader): ApiKeyTarget {
  const text = (name: string): string | undefined => parameters.text(name)?.trim() || undefined
  const [id, name, username, realm] = [text('id'), text('name'), text('username'), text('realm_name')]
  const owned = parameters.boolean('owner', false)
  const faults: string[] = []
  if ((id ?? name) !== undefined && (username ?? realm) !== undefined)
    faults.push('username or realm name must not be specified when the api key id or api key name is specified')
  if (owned && (username ?? realm) !== undefined)
    faults.push('neither username nor realm-name may be specified when retrieving owned API keys')
  if (id !== undefined && name !== undefined) faults.push('only one of [api key id, api key name] can be specified')
  if (faults.length > 0) throw validationFailed(faults)
  return targetOf({ ids: id === undefined ? undefined : [id], name, username, realm, owned })
}

/** Without what was not given. */
export const targetOf = ({
  ids,
  name,
  username,
  realm,
  owned,
}: {
  readonly [Member in Exclude<keyof ApiKeyTarget, 'narrows' | 'showsLimits'>]: ApiKeyTarget[Member] | undefined
}): ApiKeyTarget => ({
  ...(ids && { ids }),
  ...(name !== undefined && { name }),
  ...(username !== undefined && { username }),
  ...(realm !== undefined && { realm }),
  owned: owned === true,
})
