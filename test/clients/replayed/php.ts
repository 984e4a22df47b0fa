/**
 * The requests of elasticsearch-php, read off its sources (src/Traits, src/Endpoints) and those of elastic-transport-php: 9 with the
 * transport's own curl adapter, 8 with Guzzle, their defaults.
 */
import type { Asked } from '../session/asked.ts'
import { authorizationOf, type Credential } from '../session/stage.ts'
import { majorOf } from '../session/versions.ts'
import type { Dialect, Written } from './wire.ts'

const PHP = '8.3.14'

interface Version {
  readonly version: string
  readonly transport: string
  /** The HTTP library: the transport's own, or Guzzle of a version. */
  readonly library: 'curl' | `guzzle ${string}`
}

export function php({ version, transport, library }: Version): Dialect {
  const vendor = (subtype: string): string => `application/vnd.elasticsearch+${subtype}; compatible-with=${majorOf(version)}`
  const ownCurl = library === 'curl'
  const constant = [
    ['User-Agent', `elasticsearch-php/${version} (Linux 6.1.0-28-amd64; PHP ${PHP})`],
    [
      'x-elastic-client-meta',
      `es=${version},php=${PHP},t=${transport},a=0,${ownCurl ? `ec=${transport}` : `gu=${library.slice(7)}`}`,
    ],
  ] as const
  const write = (asked: Asked, as: Credential, secondary?: string): Written => {
    const { method, path, query, body } = asked
    const lines = Array.isArray(body)
    const login = as.scheme === 'none' ? [] : [['Authorization', authorizationOf(as)] as const]
    const declared = declaresContent(asked)
    const content = body === undefined ? undefined : lines ? body.map((line) => `${encode(line)}\n`).join('') : encode(body)
    return {
      method,
      target: query === undefined ? path : `${path}?${query}`,
      headers: [
        // A user is part of the URI: curl makes the header of it and writes it first.
        ...(as.scheme === 'basic' ? login : []),
        ['Accept', vendor('json')],
        ...(declared ? [['Content-Type', vendor(lines ? 'x-ndjson' : 'json')] as const] : []),
        // The own adapter gives curl a body with all but GET and HEAD, and curl calls an undeclared one a form.
        ...(!declared && ownCurl && method !== 'GET' ? [['Content-Type', 'application/x-www-form-urlencoded'] as const] : []),
        ...constant,
        ...(as.scheme === 'basic' ? [] : login),
        ...(secondary === undefined ? [] : [['es-secondary-authorization', secondary] as const]),
      ],
      ...(method === 'GET' || !(declared || ownCurl) ? {} : { body: Buffer.from(content ?? '') }),
    }
  }
  return { name: `elasticsearch-php ${version}, replayed`, write, expects: (type) => type.includes('json') }
}

/** Endpoints that may have a body declare its type without one too; those that never have one do not. */
const declaresContent = ({ method, path }: Asked): boolean =>
  method === 'POST' || method === 'PUT' || path.endsWith('/_count') || path.endsWith('/_search')

/** `json_encode` escapes slashes and everything beyond ASCII. */
const encode = (value: object): string =>
  JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
