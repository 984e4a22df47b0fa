/**
 * The requests of Elastic.Clients.Elasticsearch, read off the sources of elasticsearch-net (_Shared/Core, _Shared/Api) and
 * elastic-transport-net (HttpRequestInvoker, ElasticsearchProductRegistration, MetaDataHeader).
 */
import { gzipSync } from 'node:zlib'
import type { Asked } from '../session/asked.ts'
import { authorizationOf, type Credential } from '../session/stage.ts'
import { majorOf } from '../session/versions.ts'
import type { Dialect, Written } from './wire.ts'

const RUNTIME = '8.0.11'

interface Version {
  readonly version: string
  readonly transport: string
  /** Bodies are compressed unless `EnableHttpCompression(false)` was said. */
  readonly compressed: boolean
}

export function net({ version, transport, compressed }: Version): Dialect {
  const json = `application/vnd.elasticsearch+json;compatible-with=${majorOf(version)}`
  const constant = [
    [
      'User-Agent',
      `elasticsearch-net/${version}+4f1c9e02 (Debian GNU/Linux 12 (bookworm); .NET ${RUNTIME}; Elastic.Clients.Elasticsearch)`,
    ],
    ['x-elastic-client-meta', `es=${version},a=1,net=${RUNTIME},so=${RUNTIME},t=${transport}`],
  ] as const
  const write = (asked: Asked, as: Credential, secondary?: string): Written => {
    const { method, path, query } = asked
    const content = contentOf(asked)
    const bulk = Array.isArray(asked.body)
    const bytes = content === undefined || !compressed ? content : gzipSync(content)
    return {
      method: path.endsWith('/_count') ? 'POST' : method,
      target: query === undefined ? path : `${path}?${query}`,
      headers: [
        ...(secondary === undefined ? [] : [['es-secondary-authorization', secondary] as const]),
        ['Accept', bulk ? 'application/json' : json],
        ...constant,
        ...(as.scheme === 'none' ? [] : [['Authorization', authorizationOf(as)] as const]),
        ...(compressed ? [['Accept-Encoding', 'gzip, deflate'] as const] : []),
        ...(bytes !== undefined && compressed ? [['Content-Encoding', 'gzip'] as const] : []),
        ...(bytes === undefined ? [] : [['Content-Type', bulk ? 'application/x-ndjson' : json] as const]),
      ],
      ...(bytes === undefined ? {} : { body: bytes }),
    }
  }
  return {
    name: `Elastic.Clients.Elasticsearch ${version} (.NET), replayed`,
    write,
    expects: (type) => type === json || type === 'application/json',
  }
}

/** An API that may have a body gets one: `{}` where there is nothing to say. Items of a bulk repeat the index of the request. */
function contentOf({ method, path, body }: Asked): Buffer | undefined {
  if (Array.isArray(body)) {
    const index = path.split('/')[1]
    const lines = body.map((line) => ('index' in line ? { index: { ...line.index, _index: index } } : line))
    return Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''))
  }
  const empty = method === 'PUT' || path.endsWith('/_count') ? {} : undefined
  const written = body ?? empty
  return written === undefined ? undefined : Buffer.from(JSON.stringify(written))
}
