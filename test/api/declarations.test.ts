/** What the document, index, cluster and cat APIs declare, held against the official client and the actions that privileges cover. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { catApis } from '../../src/api/cat/index.ts'
import { clusterApis } from '../../src/api/cluster/index.ts'
import { documentApis } from '../../src/api/document/index.ts'
import { indexApis } from '../../src/api/indices/index.ts'
import type { AnyApi } from '../../src/request/api.ts'

const APIS: readonly AnyApi[] = [...documentApis, ...indexApis, ...clusterApis, ...catApis]

const ACTIONS: Readonly<Record<string, string>> = {
  index: 'indices:data/write/index',
  create: 'indices:data/write/index',
  get: 'indices:data/read/get',
  exists: 'indices:data/read/get',
  get_source: 'indices:data/read/get',
  exists_source: 'indices:data/read/get',
  'ssl.certificates': 'cluster:monitor/xpack/ssl/certificates/get',
  update: 'indices:data/write/update',
  delete: 'indices:data/write/delete',
  mget: 'indices:data/read/mget',
  bulk: 'indices:data/write/bulk',
  termvectors: 'indices:data/read/tv',
  mtermvectors: 'indices:data/read/mtv',
  'indices.create': 'indices:admin/create',
  'indices.get': 'indices:admin/get',
  'indices.exists': 'indices:admin/get',
  'indices.delete': 'indices:admin/delete',
  'indices.get_mapping': 'indices:admin/mappings/get',
  'indices.put_mapping': 'indices:admin/mapping/put',
  'indices.get_field_mapping': 'indices:admin/mappings/fields/get',
  'indices.get_settings': 'indices:monitor/settings/get',
  'indices.put_settings': 'indices:admin/settings/update',
  'indices.refresh': 'indices:admin/refresh',
  'indices.flush': 'indices:admin/flush',
  'indices.stats': 'indices:monitor/stats',
  'indices.get_alias': 'indices:admin/aliases/get',
  'indices.exists_alias': 'indices:admin/aliases/get',
  'indices.resolve_index': 'indices:admin/resolve/index',
  'indices.rollover': 'indices:admin/rollover',
  'indices.open': 'indices:admin/open',
  'indices.close': 'indices:admin/close',
  'indices.update_aliases': 'indices:admin/aliases',
  'indices.put_alias': 'indices:admin/aliases',
  'indices.delete_alias': 'indices:admin/aliases',
  info: 'cluster:monitor/main',
  ping: 'cluster:monitor/main',
  'cluster.health': 'cluster:monitor/health',
  'cluster.get_settings': 'cluster:monitor/settings',
  'cluster.put_settings': 'cluster:admin/settings/update',
  'cluster.stats': 'cluster:monitor/stats',
  'cluster.pending_tasks': 'cluster:monitor/task',
  'nodes.info': 'cluster:monitor/nodes/info',
  'nodes.stats': 'cluster:monitor/nodes/stats',
  'license.get': 'cluster:monitor/xpack/license/get',
  'xpack.info': 'cluster:monitor/xpack/info',
  'cat.help': 'cluster:monitor/main',
  'cat.indices': 'indices:monitor/stats',
  'cat.health': 'cluster:monitor/health',
  'cat.count': 'indices:data/read/search',
  'cat.nodes': 'cluster:monitor/nodes/stats',
  'cat.master': 'cluster:monitor/state',
  'cat.aliases': 'indices:admin/aliases/get',
  'cat.shards': 'indices:monitor/stats',
  'cat.tasks': 'cluster:monitor/tasks/lists',
  'cat.templates': 'indices:admin/template/get',
}

/** What the client would send and this server does not take, and why. */
const NOT_TAKEN: Readonly<Record<string, readonly string[]>> = {
  // Elasticsearch itself does not know it.
  update: ['lang'],
  // About things that are not counted: refused like any unknown parameter.
  'indices.stats': [
    'completion_fields',
    'fielddata_fields',
    'fields',
    'groups',
    'include_segment_file_sizes',
    'include_unloaded_segments',
  ],
  'nodes.stats': ['completion_fields', 'fielddata_fields', 'fields', 'groups', 'level', 'types'],
  'xpack.info': ['human'],
}

describe('declarations', () => {
  it('name the action of each API', () => {
    expect(Object.fromEntries(APIS.map(({ name, action }) => [name, action]))).toEqual(ACTIONS)
  })

  it.each(APIS.map((api) => [api.name, api] as const))('%s takes what the official client sends', (name, api) => {
    const missing = clientParameters(name).filter((parameter) => !Object.hasOwn(api.parameters, parameter))
    expect([...missing].sort()).toEqual([...(NOT_TAKEN[name] ?? [])].sort())
  })

  it('have one route each for a method and path', () => {
    const routes = APIS.flatMap((api) => api.routes.map(({ method, path }) => `${method} ${path.replaceAll(/\{[^}]*\}/g, '{}')}`))
    expect(routes.filter((route, at) => routes.indexOf(route) !== at)).toEqual([])
  })
})

/** The query parameters by which version 9 of the client describes an API. */
function clientParameters(name: string): readonly string[] {
  const [group = '', method] = name.split('.')
  const client = dirname(createRequire(import.meta.url).resolve('@elastic/elasticsearch/package.json'))
  const source = readFileSync(join(client, 'lib/api/api', `${group}.js`), 'utf8')
  const key = method === undefined ? `${group}` : `'${group}\\.${method}'`
  const [, query = ''] =
    new RegExp(`^\\s+${key}: \\{\\s*path: \\[[^\\]]*\\],\\s*body: \\[[^\\]]*\\],\\s*query: \\[([^\\]]*)\\]`, 'm').exec(source) ??
    []
  return Array.from(query.matchAll(/'([^']+)'/g), ([, parameter]) => parameter!)
}
