/** `DELETE /_security/oauth2/token`: ends one token, or all of a user or realm. */
import { ElasticError, illegalArgument, validationFailed } from '../../../core/errors.ts'
import type { JsonValue } from '../../../core/json/value.ts'
import type { Invalidation, TokenSelection } from '../../../identity/tokens.ts'
import type { Reply } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { readTextMembers } from './text-members.ts'

export const invalidateToken = serverApi({
  name: 'security.invalidate_token',
  summary: 'Ends access and refresh tokens',
  routes: [{ method: 'DELETE', path: '/_security/oauth2/token' }],
  action: 'cluster:admin/xpack/security/token/invalidate',
  scope: 'cluster',
  parameters: {},
  body: 'required',
  parse: ({ body }) => parseSelection(body.json()),
  targets: () => ({ kind: 'cluster' }),
  handle: async ({ tokens }, selection) => outcome(selection, await tokens.invalidate(selection)),
})

/** A token that never was is not found; a user without tokens has none to end. */
function outcome(selection: TokenSelection, { invalidated, previously, errors }: Invalidation): Reply {
  const isFound = selection.kind === 'all' || invalidated + previously + errors.length > 0
  const details = errors.map((error) => {
    const { type, reason } = error instanceof ElasticError ? error : { type: 'exception', reason: 'unknown error' }
    return { error: { type, reason } }
  })
  const counts = { invalidated_tokens: invalidated, previously_invalidated_tokens: previously, error_count: errors.length }
  return { status: isFound ? 200 : 404, body: { ...counts, error_details: details.length > 0 ? details : undefined } }
}

function parseSelection(body: JsonValue): TokenSelection {
  const members = readTextMembers(body, 'invalidate_token', ['token', 'refresh_token', 'realm_name', 'username'])
  const { token: access, refresh_token: refresh } = members
  if (access !== undefined && refresh !== undefined) throw tooMany()
  const kind = access !== undefined ? 'access' : refresh !== undefined ? 'refresh' : undefined
  const token = access ?? refresh ?? ''
  const realm = members.realm_name?.trim() ? members.realm_name : undefined
  const username = members.username?.trim() ? members.username : undefined
  const faults = findFaults(kind, token, realm !== undefined || username !== undefined)
  if (faults.length > 0) throw validationFailed(faults)
  return kind === undefined ? { kind: 'all', username, realm } : { kind, token }
}

function findFaults(kind: string | undefined, token: string, isForMany: boolean): readonly string[] {
  if (!isForMany) return token === '' ? ['token string must be provided when not specifying a realm name or a username'] : []
  const given = 'must not be provided when realm name or username is specified'
  return [...(token.trim() === '' ? [] : [`token string ${given}`]), ...(kind === undefined ? [] : [`token type ${given}`])]
}

const tooMany = (): ElasticError =>
  new ElasticError('x_content_parse_exception', 'Failed to build [invalidate_token] after last required field arrived', {
    causedBy: illegalArgument('only one of [token, refresh_token] may be sent per request'),
  })
