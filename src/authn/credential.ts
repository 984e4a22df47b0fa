/** Credentials as a header gives them. Parsed here once; no one behind this looks at the header again. */
import { decodeBase64 } from '../core/base64.ts'
import type { ElasticError } from '../core/errors.ts'
import type { Failures } from './failures.ts'

export type Credential =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** The text after `Bearer `. */
  | { readonly kind: 'bearer'; readonly token: string }
  /** The text after `ApiKey `. */
  | { readonly kind: 'apiKey'; readonly encoded: string }

/**
 * The credential of an `Authorization` header; undefined for an unknown scheme or one without a value, which counts as none at all.
 * Schemes are case-insensitive. Malformed `Basic` throws 401.
 */
export function parseAuthorization(header: string, failures: Failures): Credential | undefined {
  const space = header.indexOf(' ')
  if (space < 0) return undefined
  const value = header.slice(space + 1)
  switch (header.slice(0, space).toLowerCase()) {
    case 'basic':
      return parseBasic(value.trim(), failures)
    case 'bearer':
      return value === '' ? undefined : { kind: 'bearer', token: value }
    case 'apikey':
      return value === '' ? undefined : { kind: 'apiKey', encoded: value }
    default:
      return undefined
  }
}

function parseBasic(encoded: string, failures: Failures): Credential {
  if (encoded === '') throw failures.invalidBasicValue()
  const text = decodeBasic(encoded, failures)
  const colon = text.indexOf(':')
  if (colon < 0) throw failures.invalidBasicValue()
  return { kind: 'password', username: text.slice(0, colon), password: text.slice(colon + 1) }
}

function decodeBasic(encoded: string, failures: Failures): string {
  try {
    return decodeBase64(encoded).toString('utf8')
  } catch (error) {
    throw failures.invalidBasicEncoding(error as ElasticError)
  }
}
