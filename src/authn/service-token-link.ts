/** `Authorization: Bearer AAEAA…`: tokens of service accounts. Bearer texts of another shape are left to the next link. */
import { decodeBase64 } from '../core/base64.ts'
import { isTokenName } from '../identity/service-account-names.ts'
import type { Failures } from './failures.ts'
import { type CredentialLink, type LinkVerdict, NOT_MINE, whenThere } from './link.ts'

/** A service token, taken apart but not checked. */
export interface ServiceToken {
  /** `elastic/fleet-server`. */
  readonly account: string
  readonly tokenName: string
  readonly secret: string
}

/** Answers `notMine` for a token that does not exist or whose secret is wrong. */
export type CheckServiceToken = (token: ServiceToken) => LinkVerdict | Promise<LinkVerdict>

const PREFIX = Buffer.from([0, 1, 0, 1])

export function createServiceTokenLink(check: CheckServiceToken, failures: Failures): CredentialLink {
  return {
    name: 'service token',
    authenticate(credential) {
      const token = credential.kind === 'bearer' ? parseServiceToken(credential.token) : undefined
      if (!token) return NOT_MINE
      return whenThere(check(token), (verdict) =>
        verdict.kind === 'notMine'
          ? { kind: 'rejected', error: failures.wrongServiceToken(token.account, token.tokenName) }
          : verdict,
      )
    },
  }
}

/** undefined: not a service token. */
export function parseServiceToken(text: string): ServiceToken | undefined {
  const bytes = tryDecode(text)
  if (!bytes?.subarray(0, PREFIX.length).equals(PREFIX)) return undefined
  const content = bytes.subarray(PREFIX.length).toString('utf8')
  const match = /^([^/:]+\/[^/:]+)\/([^/:]+):(.+)$/s.exec(content)
  return match && isTokenName(match[2] as string)
    ? { account: match[1] as string, tokenName: match[2] as string, secret: match[3] as string }
    : undefined
}

function tryDecode(text: string): Buffer | undefined {
  try {
    return decodeBase64(text)
  } catch {
    return undefined
  }
}
