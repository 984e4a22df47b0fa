/** An authenticated party as `_authenticate` and the token APIs print it. */
import type { JsonOutput } from '../../../core/json/output.ts'
import { actingSubject, type Principal, type Subject } from '../../../request/identity.ts'

/** Who keeps a credential: this server, in the place of Elasticsearch. */
const MANAGED_BY = 'elasticsearch'

export function authenticationJson(principal: Principal): { readonly [member: string]: JsonOutput } {
  const { username, roles, fullName, email, metadata, enabled, realm } = actingSubject(principal)
  const { authenticating } = principal
  return {
    username,
    roles,
    full_name: fullName,
    email,
    token: tokenJson(authenticating),
    metadata,
    enabled,
    authentication_realm: { name: authenticating.realm.name, type: authenticating.realm.type },
    lookup_realm: { name: realm.name, type: realm.type },
    authentication_type: authenticating.authenticationType,
    // As Elasticsearch does: the key is shown where its rights are the ones that count.
    api_key: principal.runAs !== undefined ? undefined : apiKeyJson(authenticating),
  }
}

function tokenJson({ token, authenticationType }: Subject): JsonOutput | undefined {
  if (token) return { name: token.name, managed_by: MANAGED_BY, type: token.type }
  return authenticationType === 'token' ? { managed_by: MANAGED_BY } : undefined
}

const apiKeyJson = ({ apiKey }: Subject): JsonOutput | undefined =>
  apiKey && { managed_by: MANAGED_BY, name: apiKey.name, id: apiKey.id }
