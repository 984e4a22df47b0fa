/** Heads as `http/receive.ts` makes them, from a few words. */
import { illegalArgument } from '../../src/core/errors.ts'
import type { RequestHead } from '../../src/request/head.ts'

let requests = 0

/** Header values may come more than once. */
export function fakeHead(headers: Readonly<Record<string, string | readonly string[]>> = {}, uri = '/'): RequestHead {
  const values = new Map(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [...new Set([value].flat())].map((text) => text.trim())]),
  )
  const [rawPath = '/'] = uri.split('?')
  return {
    id: `r${++requests}`,
    method: 'GET',
    uri,
    rawPath,
    segments: rawPath.split('/').filter((segment) => segment !== ''),
    query: new Map(),
    headers: {
      find: (name) => values.get(name.toLowerCase())?.join(', '),
      findSingle(name) {
        const found = values.get(name.toLowerCase())
        if (found && found.length > 1) throw illegalArgument(`multiple values for single-valued header [${name}].`)
        return found?.[0]
      },
    },
    remoteAddress: '127.0.0.1',
  }
}

export const basic = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
