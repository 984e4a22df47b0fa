/** Credentials as a header gives them. Parsed here once; no one behind this looks at the header again. */
import { decodeBase64 } from '../core/base64.ts'
import type { ElasticError } from '../core/errors.ts'
import type { Failures } from './failures.ts'

export type Credential =
  | { readonly kind: 'password'; readonly username: string; readonly password: string }
  /** The text after `Bearer `. */
  | { readonly kind: 'bearer'; readonly token: string }
  | ApiKeyCredential

export interface ApiKeyCredential {
  readonly kind: 'apiKey'
  /** The text after `ApiKey `. */
  readonly encoded: string
  /** What it says; a text: why it can be no key. */
  readonly key: PresentedApiKey | string
}

/** An API key as it is presented. */
export interface PresentedApiKey {
  readonly id: string
  readonly secret: string
}

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
      return value === '' ? undefined : apiKeyCredential(value)
    default:
      return undefined
  }
}

/** base64(id:secret). */
export const apiKeyCredential = (encoded: string): ApiKeyCredential => ({ kind: 'apiKey', encoded, key: parseApiKey(encoded) })

function parseApiKey(encoded: string): PresentedApiKey | string {
  const text = tryDecode(encoded)
  if (text instanceof Error) return text.message
  const colon = text.indexOf(':')
  return colon < 1 ? 'invalid ApiKey value' : { id: text.slice(0, colon), secret: text.slice(colon + 1) }
}

function tryDecode(encoded: string): string | Error {
  try {
    return decodeBase64(encoded).toString('utf8')
  } catch (error) {
    return error as Error
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
