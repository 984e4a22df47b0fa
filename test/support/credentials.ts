/** Requests with any credentials, and with a second identity beside them. */
import type { Answer, LiveNode } from './live-node.ts'

export interface Credentials {
  /** The value of `Authorization`. */
  readonly first: string
  /** The value of `es-secondary-authorization`. */
  readonly second?: string
}

export type CredentialSender = (by: Credentials | string, method: string, path: string, body?: unknown) => Promise<Answer>

export const PASSWORD = 'live-node-password'

export const basic = (username: string, password = PASSWORD): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

/** Sends JSON. */
export const senderOf =
  ({ node }: Pick<LiveNode, 'node'>): CredentialSender =>
  async (by, method, path, body) => {
    const { first, second } = typeof by === 'string' ? { first: by } : by
    const response = await fetch(`${node.url}${path}`, {
      method,
      headers: {
        authorization: first,
        ...(second === undefined ? {} : { 'es-secondary-authorization': second }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return { status: response.status, text, body: text.startsWith('{') ? JSON.parse(text) : text }
  }

/** An access token of a user, as a header. */
export async function bearer(
  send: CredentialSender,
  username: string,
): Promise<{ readonly header: string; readonly token: string }> {
  const grant = { grant_type: 'password', username, password: PASSWORD }
  const { body } = await send(basic('elastic'), 'POST', '/_security/oauth2/token', grant)
  return { header: `Bearer ${body.access_token}`, token: body.access_token }
}
