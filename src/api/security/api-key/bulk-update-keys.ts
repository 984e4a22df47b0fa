/** `POST /_security/api_key/_bulk_update`: the same change of many keys of one's own; one that is refused does not refuse the others. */
import { ElasticError, illegalArgument, validationFailed } from '../../../core/errors.ts'
import { readStrictObject, textList } from '../../../query/strict-object.ts'
import { ok, type Reply } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { assertOwnerInPerson, assertUpdate, changeKey, updated } from './change-key.ts'
import { bodyObject, KEY_READERS, keyMembers } from './key-members.ts'

const PARSER = 'bulk_update_api_key_request'

export const bulkUpdateApiKeys = serverApi({
  name: 'security.bulk_update_api_keys',
  summary: 'Changes API keys of one’s own',
  routes: [{ method: 'POST', path: '/_security/api_key/_bulk_update' }],
  action: 'cluster:admin/xpack/security/api_key/bulk_update',
  scope: 'cluster',
  parameters: {},
  body: 'required',
  parse({ body }) {
    const given = readStrictObject(PARSER, bodyObject(body.json(), PARSER), { ids: textList, ...KEY_READERS })
    if (!given.ids) throw illegalArgument('Required [ids]')
    if (given.ids.length === 0) throw validationFailed(['Field [ids] cannot be empty'])
    const update = keyMembers(given)
    assertUpdate(update)
    return { ids: [...new Set(given.ids)], update }
  },
  targets: () => ({ kind: 'cluster' }),
  async handle(services, { ids, update }, { identity }) {
    assertOwnerInPerson(identity)
    const next = updated(services, update, identity)
    const results = await Promise.all(
      ids.map((id) => changeKey(services, id, identity, 'rest', next).catch((error: unknown) => asRefusal(error))),
    )
    return outcome(ids, results)
  },
})

function asRefusal(error: unknown): ElasticError {
  if (error instanceof ElasticError) return error
  throw error
}

function outcome(ids: readonly string[], results: readonly (boolean | ElasticError)[]): Reply {
  const withResult = (wanted: boolean): readonly string[] => ids.filter((_, at) => results[at] === wanted)
  const refused = ids.flatMap((id, at) => {
    const result = results[at]
    return result instanceof ElasticError ? [[id, { type: result.type, reason: result.reason }] as const] : []
  })
  return ok({
    updated: withResult(true),
    noops: withResult(false),
    errors: refused.length === 0 ? undefined : { count: refused.length, details: new Map(refused) },
  })
}
