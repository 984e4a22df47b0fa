/** `POST /_security/oauth2/token`: an access token for a password, for oneself, or for a refresh token. */
import type { GrantedTokens, TokenGrants } from '../../../identity/token-grants.ts'
import type { Principal } from '../../../request/identity.ts'
import { ok } from '../../../request/reply.ts'
import { serverApi } from '../../define.ts'
import { authenticationJson } from '../user/authentication-json.ts'
import { parseTokenRequest, type TokenRequest } from './token-request.ts'

const CREATE = 'cluster:admin/xpack/security/token/create'
const REFRESH = 'cluster:admin/xpack/security/token/refresh'

export const createToken = serverApi({
  name: 'security.get_token',
  summary: 'Gives out an access token',
  routes: [{ method: 'POST', path: '/_security/oauth2/token' }],
  action: CREATE,
  actionFor: ({ request }) => (request.grant === 'refresh_token' ? REFRESH : CREATE),
  scope: 'cluster',
  parameters: {},
  body: 'required',
  parse: ({ body, remoteAddress = '' }): { readonly request: TokenRequest; readonly address: string } => ({
    request: parseTokenRequest(body.json()),
    address: remoteAddress,
  }),
  targets: () => ({ kind: 'cluster' }),
  async handle({ tokens }, { request, address }, { identity }) {
    const { accessToken, refreshToken, expiresIn, principal } = await grantTokens(tokens, request, address, identity)
    return ok({
      access_token: accessToken,
      type: 'Bearer',
      expires_in: expiresIn,
      refresh_token: refreshToken,
      scope: request.scope === undefined ? undefined : 'full',
      authentication: authenticationJson(principal),
    })
  },
})

function grantTokens(tokens: TokenGrants, request: TokenRequest, address: string, client: Principal): Promise<GrantedTokens> {
  switch (request.grant) {
    case 'password':
      return tokens.password({ username: request.username, password: request.password, address }, client)
    case 'client_credentials':
      return tokens.clientCredentials(client)
    case 'refresh_token':
      return tokens.refresh(request.token, client)
    case '_kerberos':
      return tokens.kerberos()
  }
}
