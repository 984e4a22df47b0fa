/** `GET /_xpack`: which of the features that came as X-Pack there are. Security is; the others are said to be missing. */
import { illegalArgument } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import { ok } from '../../request/reply.ts'
import { serverApi } from '../define.ts'
import { buildOf } from './build.ts'

const CATEGORIES = ['build', 'license', 'features']
const ABSENT = [
  'aggregate_metric',
  'analytics',
  'archive',
  'ccr',
  'data_streams',
  'enrich',
  'eql',
  'esql',
  'frozen_indices',
  'graph',
  'ilm',
  'logstash',
  'ml',
  'monitoring',
  'rollup',
  'searchable_snapshots',
  'slm',
  'spatial',
  'sql',
  'transform',
  'universal_profiling',
  'voting_only',
  'watcher',
]

export const xpackInfo = serverApi({
  name: 'xpack.info',
  summary: 'Tells which features are available and enabled',
  routes: [{ method: 'GET', path: '/_xpack' }],
  action: 'cluster:monitor/xpack/info',
  scope: 'cluster',
  parameters: { categories: 'list', accept_enterprise: 'boolean' },
  body: 'none',
  parse({ parameters }) {
    parameters.boolean('accept_enterprise', true)
    const categories = parameters.list('categories') ?? CATEGORIES
    const unknown = categories.find((category) => !CATEGORIES.includes(category))
    if (unknown !== undefined) {
      throw illegalArgument(
        `No enum constant org.elasticsearch.protocol.xpack.XPackInfoRequest.Category.${unknown.toUpperCase()}`,
      )
    }
    return categories
  },
  targets: () => ({ kind: 'cluster' }),
  handle({ node }, categories) {
    const { build_hash: hash, build_date: date } = buildOf(node.version)
    const license = { uid: node.clusterUuid, type: 'basic', mode: 'basic', status: 'active' }
    return ok({
      build: categories.includes('build') ? { hash, date } : undefined,
      license: categories.includes('license') ? license : undefined,
      features: categories.includes('features') ? features(node.securityEnabled) : undefined,
      tagline: 'You know, for X',
    })
  },
})

function features(securityEnabled: boolean): JsonOutput {
  const absent = ABSENT.map((name): [string, JsonOutput] => [name, { available: false, enabled: false }])
  const all: [string, JsonOutput][] = [...absent, ['security', { available: true, enabled: securityEnabled }]]
  return new Map(all.sort(([one], [other]) => (one < other ? -1 : 1)))
}
