/** `POST /_security/api_key/clone`: another key like one whose secret is shown; it is its owner's, and may do what it may. */
import { validationFailed } from '../../../core/errors.ts'
import { parseJsonText } from '../../../core/json/parse.ts'
import { isJsonObject, type JsonObject } from '../../../core/json/value.ts'
import { writeJsonText } from '../../../core/json/write.ts'
import type { ApiKey } from '../../../identity/api-key-record.ts'
import type { ApiKeys, CreatedApiKey } from '../../../identity/api-keys.ts'
import type { Option } from '../../../query/options.ts'
import { objectField, readStrictObject, textField } from '../../../query/strict-object.ts'
import { serverApi } from '../../define.ts'
import { parseRefreshPolicy } from '../../refresh-policy.ts'
import { bodyObject, expirationFrom, findKeyNameFaults, parseLifetime } from './key-members.ts'
import { createdReply } from './make-key.ts'

interface Clone {
  readonly source: string
  readonly name: string
  /** null: none; undefined: the source's. */
  readonly expiration: string | null | undefined
  readonly metadata: JsonObject | undefined
  readonly address: string
}

const PARSER = 'clone_api_key_request'

export const cloneApiKey = serverApi<Clone>({
  name: 'security.clone_api_key',
  summary: 'Makes another API key like one',
  routes: [
    { method: 'PUT', path: '/_security/api_key/clone' },
    { method: 'POST', path: '/_security/api_key/clone' },
  ],
  action: 'cluster:admin/xpack/security/api_key/clone',
  scope: 'cluster',
  parameters: { refresh: 'text' },
  body: 'required',
  parse({ parameters, body, remoteAddress = '' }) {
    const given = readStrictObject(PARSER, bodyObject(body.json(), PARSER), {
      api_key: textField,
      name: textField,
      expiration: nullableText,
      metadata: objectField,
    })
    parseRefreshPolicy(parameters)
    const { api_key: source = '', name = '', expiration, metadata } = given
    if (typeof expiration === 'string') parseLifetime(expiration)
    const faults = [...(source === '' ? ['api key credential is required'] : []), ...findKeyNameFaults(name)]
    if (metadata && [...metadata.keys()].some((key) => key.startsWith('_')))
      faults.push('API key metadata keys may not start with [_]')
    if (faults.length > 0) throw validationFailed(faults)
    return { source, name, expiration, metadata, address: remoteAddress }
  },
  targets: () => ({ kind: 'cluster' }),
  async handle({ apiKeys, keyParties }, clone, { identity }) {
    const source = await keyParties.source(clone.source, clone.address)
    keyParties.assertCurrent(identity)
    return createdReply(await copyKey(apiKeys, source, clone))
  },
})

function copyKey(keys: ApiKeys, source: ApiKey, { name, expiration, metadata }: Clone): Promise<CreatedApiKey> {
  const { id, created: _created, proofs: _proofs, invalidated: _invalidated, expires, ...like } = source
  const kept = parseJsonText(source.metadata)
  const copied = new Map(metadata ?? (isJsonObject(kept) ? kept : []))
  const expiry = expiration === undefined ? expires : expiration === null ? undefined : expirationFrom(keys.now(), expiration)
  return keys.create({
    ...like,
    name,
    metadata: writeJsonText(copied.set('_cloned_from', id)),
    ...(expiry === undefined ? {} : { expires: expiry }),
  })
}

const nullableText = (option: Option): string | null => (option.value === null ? null : textField(option))
