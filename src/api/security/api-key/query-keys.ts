/** `GET /_security/_query/api_key`: keys by query, sorted, paged and aggregated. Whoever may see his own only is shown those. */
import type { ApiKey } from '../../../identity/api-key-record.ts'
import { actingSubject, type Principal } from '../../../request/identity.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { parseRecordSearch, searchRecords } from '../record-search/record-search.ts'
import { KEY_SCHEMA } from './key-fields.ts'
import { keyJson, type UsedKey, withUse } from './key-json.ts'
import { ownerFilter } from './key-selection.ts'

export const queryApiKeys = serverApi({
  name: 'security.query_api_keys',
  summary: 'Searches API keys',
  routes: [
    { method: 'GET', path: '/_security/_query/api_key' },
    { method: 'POST', path: '/_security/_query/api_key' },
  ],
  action: 'cluster:admin/xpack/security/api_key/query',
  scope: 'cluster',
  parameters: { with_limited_by: 'boolean', with_profile_uid: 'boolean', typed_keys: 'boolean' },
  body: 'optional',
  parse({ parameters, body }) {
    return {
      search: parseRecordSearch(body, 'query_api_key_request_payload', KEY_SCHEMA),
      typed: parameters.boolean('typed_keys', false),
      withProfile: parameters.boolean('with_profile_uid', false),
      withLimitedBy: parameters.boolean('with_limited_by', false),
    }
  },
  targets: ({ withLimitedBy }) => ({ kind: 'cluster', apiKeys: { owned: false, narrows: true, showsLimits: withLimitedBy } }),
  async handle({ apiKeys, credentialUses, profiles }, { search, typed, withProfile, withLimitedBy }, access) {
    const output = { withLimitedBy, profiles: withProfile ? profiles : undefined }
    const isShown = access.expect('cluster').ownKeysOnly === true ? ownFilter(access.identity) : () => true
    async function* shownKeys(): AsyncIterableIterator<UsedKey> {
      for await (const key of apiKeys.all()) if (isShown(key)) yield withUse(key, credentialUses)
    }
    const { total, page, aggregations } = await searchRecords(search, shownKeys(), KEY_SCHEMA, typed)
    const found = page.map(({ item, sort }) => ({ ...keyJson(item, output), ...(sort ? { _sort: sort } : {}) }))
    return ok({ total, count: found.length, api_keys: found, aggregations })
  },
})

/** A key sees itself, and none of its owner's others. */
function ownFilter(principal: Principal): (key: ApiKey) => boolean {
  const { apiKey } = actingSubject(principal)
  return apiKey ? ({ id }) => id === apiKey.id : ownerFilter(principal)
}
