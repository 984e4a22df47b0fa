/** API keys as parties of requests. A key may do what its own roles and those of its owner at the time allow, never more. */
import { parseJsonText } from '../core/json/parse.ts'
import { isJsonObject, type JsonObject } from '../core/json/value.ts'
import type { Rights, Subject } from '../request/identity.ts'
import { type ApiKeyRecord, NO_ROLES } from './api-key-record.ts'

export const API_KEY_REALM = { name: '_es_api_key', type: '_es_api_key' } as const

export function apiKeySubject(id: string, record: ApiKeyRecord, isPreviousSecret = false): Subject {
  const { name, type, owner } = record
  return {
    kind: 'api_key',
    username: owner.username,
    roles: [],
    rights: rightsOfKey(record),
    apiKey: { id, name, type, ownerRealm: owner.realm, ...(isPreviousSecret ? { isPreviousSecret } : {}) },
    fullName: owner.fullName,
    email: owner.email,
    metadata: jsonObject(owner.metadata),
    enabled: true,
    realm: API_KEY_REALM,
    authenticationType: 'api_key',
  }
}

function rightsOfKey({ roles, limitedBy }: ApiKeyRecord): Rights {
  const by: Rights = { kind: 'descriptors', json: limitedBy }
  return roles === NO_ROLES ? by : { kind: 'limited', own: { kind: 'descriptors', json: roles }, by }
}

/** An object that is kept as text. */
export function jsonObject(text: string): JsonObject {
  const value = parseJsonText(text)
  if (!isJsonObject(value)) throw new Error('a kept object is none')
  return value
}
