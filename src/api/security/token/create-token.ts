/** `POST /_security/oauth2/token`: an access token for a password, for oneself, or for a refresh token. */
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
    const grant = () => {
      switch (request.grant) {
        case 'password':
          return tokens.password({ username: request.username, password: request.password, address }, identity)
        case 'client_credentials':
          return tokens.clientCredentials(identity)
        case 'refresh_token':
          return tokens.refresh(request.token, identity)
        case '_kerberos':
          return tokens.kerberos()
      }
    }
    const { accessToken, refreshToken, expiresIn, principal } = await grant()
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
