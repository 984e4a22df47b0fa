/** Tokens as the APIs give them out and take them back. Made by `authn/`, where clients and passwords are checked. */
import { ElasticError } from '../core/errors.ts'
import type { Principal } from '../request/identity.ts'
import type { Invalidation, TokenSelection } from './tokens.ts'

export interface GrantedTokens {
  readonly accessToken: string
  readonly refreshToken?: string
  /** Seconds. */
  readonly expiresIn: number
  /** Whom the tokens stand for. */
  readonly principal: Principal
}

/** A name and password in a request's body, and where it came from. */
export interface PasswordGrant {
  readonly username: string
  readonly password: string
  /** The peer's address. */
  readonly address: string
}

/** `client` is who asks. Everything throws 400 where the token service is off. */
export interface TokenGrants {
  /** Tokens for whoever has this password; throws 401. */
  password(grant: PasswordGrant, client: Principal): Promise<GrantedTokens>
  /** A token for the client itself, which it cannot refresh. */
  clientCredentials(client: Principal): Promise<GrantedTokens>
  /** A new pair for a refresh token; throws 400 `invalid_grant`. */
  refresh(token: string, client: Principal): Promise<GrantedTokens>
  /** No realm reads Kerberos tickets: throws 401. */
  kerberos(): Promise<never>
  invalidate(selection: TokenSelection): Promise<Invalidation>
}

/** 400 of every use of tokens while they are off. */
export const tokensDisabled = (): ElasticError =>
  new ElasticError('feature_not_enabled_exception', 'security tokens are not enabled', {
    members: { 'disabled.feature': 'security_tokens' },
  })

const refuse = (): never => {
  throw tokensDisabled()
}

/** The token service is off. */
export const NO_TOKENS: TokenGrants = {
  password: async () => refuse(),
  clientCredentials: async () => refuse(),
  refresh: async () => refuse(),
  kerberos: async () => refuse(),
  invalidate: async () => refuse(),
}
