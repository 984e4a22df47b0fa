/**
 * C41–C44, C48, C53 on every API that takes names: somebody who may do everything but with one index tries to reach it by each declared
 * route, by its name, its aliases, wildcards, exclusions, date math and selectors, in the path and in the body. Nothing of it is shown,
 * and it stays as it was. Read from the declarations, so a new API is covered the moment it exists.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { APIS } from '../../src/api/index.ts'
import type { AnyApi } from '../../src/request/api.ts'
import { type LiveNode, lines, liveNode, type Sender } from '../support/live-node.ts'

const HIDDEN = 'zz-hidden'
const ALIAS = 'zz-door'
const SHARED = 'both'
const CANARY = 'canaryvalue'
const FIELD = 'canaryfield'

let live: LiveNode
/** Denied by the name of the index; by one of its aliases; not granted at all. */
let intruders: readonly (readonly [string, Sender])[]
let before: string

beforeAll(async () => {
  live = await liveNode()
  await live.elastic('PUT', `/${HIDDEN}`, {
    aliases: { [ALIAS]: {}, [SHARED]: {}, 'zz-filtered': { filter: { match_all: {} } } },
    mappings: { properties: { [FIELD]: { type: 'keyword' } } },
  })
  await live.elastic('PUT', `/${HIDDEN}/_doc/1?refresh=true`, { [FIELD]: CANARY })
  const all = { cluster: ['all'], indices: [{ names: ['*'], privileges: ['all'] }] }
  const deny = (names: readonly string[]) => ({ deny: { indices: [{ names, privileges: ['all'] }] } })
  intruders = [
    ['denied', await live.user('denied', { ...all, ...deny([HIDDEN]) })],
    ['deniedalias', await live.user('deniedalias', { ...all, ...deny([SHARED]) })],
    [
      'ungranted',
      await live.user('ungranted', { cluster: ['monitor'], indices: [{ names: ['own*', 'new*'], privileges: ['all'] }] }),
    ],
  ]
  before = await portrait()
  expect(before).toContain(CANARY)
})
afterAll(() => live.stop())
beforeEach(async () => {
  // What an intruder had stored himself may come back to him.
  for (const kind of ['_index_template', '_component_template', '_template']) await live.elastic('DELETE', `/${kind}/*`)
  await live.elastic('DELETE', '/own?ignore_unavailable=true')
  await live.elastic('PUT', '/own', { aliases: { 'own-alias': {} } })
  await live.elastic('PUT', '/own/_doc/1?refresh=true', { a: 1 })
})

/** Everything about the index that must not change. */
async function portrait(): Promise<string> {
  const parts = ['', '/_mapping', '/_settings', '/_alias', '/_search?version=true&seq_no_primary_term=true&filter_path=hits'].map(
    async (suffix) => (await live.elastic('GET', `/${HIDDEN}${suffix}`)).text,
  )
  return (await Promise.all(parts)).join('\n')
}

const EXPRESSIONS = [
  HIDDEN,
  ALIAS,
  SHARED,
  `own,${HIDDEN}`,
  `${ALIAS},own`,
  `*,${HIDDEN}`,
  'zz*',
  '*hidden',
  '*',
  '_all',
  `*,-own`,
  `own,-own,${HIDDEN}`,
  `<${HIDDEN}>`,
  `<{now/d{'${HIDDEN}'}}>`,
  `${HIDDEN}::data`,
  `${HIDDEN}::failures`,
  `zz*::data`,
  `*:${HIDDEN}`,
  `%7A%7A-hidden`,
]

/** Bodies that name it; each goes to every API that takes a body. */
const BODIES: readonly unknown[] = [
  {},
  lines({ index: { _index: HIDDEN, _id: '1' } }, { x: 1 }, { update: { _index: ALIAS, _id: '1' } }, { doc: { x: 1 } }),
  lines({ delete: { _index: HIDDEN, _id: '1' } }, { create: { _index: `<${HIDDEN}>`, _id: '9' } }, { x: 1 }),
  lines({ index: HIDDEN }, { query: { match_all: {} } }, { index: [ALIAS, 'own'] }, {}),
  {
    docs: [
      { _index: HIDDEN, _id: '1' },
      { _index: ALIAS, _id: '1' },
      { _index: 'own', _id: '1' },
    ],
  },
  { ids: ['1'] },
  { query: { terms: { a: { index: HIDDEN, id: '1', path: FIELD } } } },
  { query: { exists: { field: FIELD } }, aggs: { a: { terms: { field: FIELD } } } },
  { actions: [{ add: { index: HIDDEN, alias: 'own-new' } }] },
  { actions: [{ add: { index: 'own', alias: ALIAS } }, { remove: { index: 'zz*', alias: '*' } }] },
  { actions: [{ remove_index: { index: HIDDEN } }] },
  { aliases: { [ALIAS]: {} } },
  { index: HIDDEN, alias: 'own-new' },
  { source: { index: HIDDEN }, dest: { index: 'new-copy' } },
  { source: { index: 'own' }, dest: { index: HIDDEN } },
  { indices: HIDDEN },
  { index_patterns: ['zz*'], template: { aliases: { [ALIAS]: {} } }, data_stream: {} },
  { doc: { x: 1 } },
  { properties: { x: { type: 'keyword' } } },
]

const routes = APIS.filter(({ name }) => !name.startsWith('security.')).flatMap((api) =>
  api.routes.map(({ method, path }) => ({ api, method, path })),
)

/** Paths of a route: each expression in the place of its first variable, and of an alias. */
function pathsOf(template: string, expressions: readonly string[]): readonly string[] {
  if (!template.includes('{')) return [template]
  const filled = (first: string): string => {
    let at = 0
    return template.replace(/\{(\w+)\}/g, (_, name: string) => {
      const isNaming = at++ === 0 || name === 'name' || name === 'alias'
      return isNaming ? encodeURIComponent(first).replaceAll('%25', '%') : '1'
    })
  }
  return expressions.map(filled)
}

const all = { query: { match_all: {} } }
const lookup = { index: HIDDEN, id: '1', path: FIELD }
/**
 * Ways by which such systems were got round, whether there is such an API here or not: indices inside of queries (C42), copies under another
 * name (C48), pipelines and scripts (C50), query languages (C51), work that outlives its request (C52), restored or moved indices (C53).
 */
const WAYS: readonly (readonly [string, string, unknown?])[] = [
  ['POST', '/own/_search', { query: { terms: { a: lookup } } }],
  ['POST', '/own/_search', { query: { bool: { filter: [{ terms: { [FIELD]: lookup } }] } } }],
  ['POST', '/own/_search', { query: { more_like_this: { fields: ['a'], like: [{ _index: HIDDEN, _id: '1' }] } } }],
  ['POST', '/own/_search', { query: { geo_shape: { a: { indexed_shape: lookup } } } }],
  ['POST', '/own/_search', { query: { percolate: { field: 'q', index: HIDDEN, id: '1' } } }],
  ['POST', '/own/_search', { query: { term: { _index: HIDDEN } } }],
  ['POST', '/_search', { query: { wildcard: { _index: 'zz*' } }, aggs: { i: { terms: { field: '_index' } } } }],
  ['POST', '/_search', { ...all, indices_boost: [{ [HIDDEN]: 5 }] }],
  ['POST', '/own/_search', { ...all, runtime_mappings: { r: { type: 'lookup', target_index: HIDDEN } } }],
  ['POST', '/own/_search', { aggs: { g: { global: {}, aggs: { t: { terms: { field: FIELD } } } } } }],
  ['POST', '/_search', { pit: { id: HIDDEN } }],
  ['POST', '/own/_search?index=zz-hidden', all],
  ['POST', '/own/_count?q=*&index=zz-hidden'],
  ['GET', '/own/_search?source=%7B%7D&source_content_type=application/json&index=zz-hidden'],
  ['POST', '/_msearch', lines({ index: HIDDEN }, all, { index: [ALIAS] }, all, { index: 'zz*' }, all, {}, all)],
  ['POST', '/own/_msearch', lines({ index: HIDDEN }, all)],
  ['POST', '/_msearch/template', lines({ index: HIDDEN }, { source: all })],
  ['POST', '/_search/template', { source: all, params: {} }],
  ['POST', '/_mtermvectors', { docs: [{ _index: HIDDEN, _id: '1' }] }],
  ['POST', '/own/_mtermvectors', { docs: [{ _index: HIDDEN, _id: '1' }] }],
  ['POST', '/own/_rank_eval', { requests: [{ id: 'r', request: all, ratings: [{ _index: HIDDEN, _id: '1', rating: 1 }] }] }],
  ['POST', '/_field_caps?fields=*', {}],
  ['GET', '/own,zz*/_field_caps?fields=canary*'],
  ['POST', '/_reindex?wait_for_completion=true', { source: { index: HIDDEN }, dest: { index: 'new-copy' } }],
  ['POST', '/_reindex', { source: { index: ['own', 'zz*'] }, dest: { index: 'new-copy' } }],
  ['POST', '/_reindex', { source: { index: 'own' }, dest: { index: ALIAS } }],
  ['POST', '/zz*/_update_by_query', { script: { source: 'ctx._source.x = 1' } }],
  ['POST', `/${HIDDEN}/_delete_by_query`, all],
  ['PUT', `/${HIDDEN}/_clone/new-copy`],
  ['PUT', `/${HIDDEN}/_split/new-copy`, { settings: { 'index.number_of_shards': 2 } }],
  ['PUT', `/${HIDDEN}/_shrink/new-copy`],
  ['POST', `/${ALIAS}/_rollover/new-copy`, {}],
  ['POST', `/${HIDDEN}/_forcemerge`],
  ['PUT', '/_snapshot/r/s', { indices: HIDDEN }],
  ['POST', '/_snapshot/r/s/_restore', { indices: HIDDEN, rename_pattern: '(.+)', rename_replacement: 'new-$1' }],
  ['PUT', '/_transform/t', { source: { index: HIDDEN }, dest: { index: 'new-copy' }, pivot: {} }],
  ['POST', '/_transform/_preview', { source: { index: HIDDEN }, latest: { unique_key: [FIELD], sort: FIELD } }],
  ['PUT', '/_enrich/policy/p', { match: { indices: HIDDEN, match_field: FIELD, enrich_fields: [FIELD] } }],
  ['PUT', '/_index_template/t', { index_patterns: ['new*'], template: { aliases: { [ALIAS]: {} } } }],
  ['PUT', '/new-one', { aliases: { [ALIAS]: { filter: all.query } } }],
  ['PUT', '/own/_settings', { index: { default_pipeline: 'p', final_pipeline: 'p' } }],
  [
    'POST',
    '/_ingest/pipeline/_simulate',
    { pipeline: { processors: [{ reroute: {} }] }, docs: [{ _index: HIDDEN, _source: {} }] },
  ],
  ['POST', '/own/_bulk?pipeline=p', lines({ index: { _index: HIDDEN } }, {})],
  ['POST', '/_scripts/painless/_execute', { script: { source: 'doc' }, context_setup: { index: HIDDEN, document: {} } }],
  ['POST', '/_render/template', { source: all }],
  ['POST', '/_sql?format=txt', { query: `SELECT * FROM "${HIDDEN}"` }],
  ['POST', '/_sql/translate', { query: `SELECT * FROM "${HIDDEN}"` }],
  ['POST', '/_query', { query: `FROM ${HIDDEN} | LIMIT 10` }],
  ['POST', '/_query/async', { query: `FROM zz*` }],
  ['POST', `/${HIDDEN}/_eql/search`, { query: 'any where true' }],
  ['POST', `/${HIDDEN}/_async_search`, all],
  ['POST', '/_async_search', { query: { wildcard: { _index: 'zz*' } } }],
  ['POST', `/${HIDDEN}/_terms_enum`, { field: FIELD, string: 'c' }],
  ['GET', `/${HIDDEN}/_termvectors/1`],
  ['GET', `/${HIDDEN}/_explain/1?q=*`],
  ['GET', `/${HIDDEN}/_mvt/${FIELD}/1/1/1`],
  ['GET', `/${HIDDEN}/_search_shards`],
  ['GET', `/${HIDDEN}/_segments`],
  ['GET', `/${HIDDEN}/_recovery`],
  ['GET', '/_cluster/state'],
  ['GET', '/_cluster/state/metadata/zz*'],
  ['POST', '/_cluster/allocation/explain', { index: HIDDEN, shard: 0, primary: true }],
  ['POST', '/_cluster/reroute', {}],
  ['GET', '/_tasks?detailed=true'],
  ['GET', '/_dangling'],
]

describe('ways around', () => {
  it.each(WAYS.map(([method, path, body]) => ({ method, path, body })))('$method $path', async ({ method, path, body }) => {
    for (const [name, intruder] of intruders) {
      const { text } = await intruder(method, path, body)
      expect(text, name).not.toContain(CANARY)
      if (!/hidden|door|zz/.test(path + JSON.stringify(body ?? ''))) expect(text, name).not.toMatch(/zz-(hidden|door|filtered)/)
      for (const target of ['new-copy', 'own', 'own-new', 'new*']) {
        const copied = await intruder('GET', `/${target}/_search?size=100`)
        expect(copied.text, `${name} ${target}`).not.toContain(CANARY)
      }
    }
    expect(await portrait()).toBe(before)
  })
})

/** No route waits for what does not come about. */
const queryOf = (api: AnyApi): string => ('timeout' in api.parameters && api.body === 'none' ? '?timeout=1ms' : '')

describe.each(routes)('$method $path', ({ api, method, path }) => {
  const expectClosed = async (expressions: readonly string[], body?: unknown): Promise<void> => {
    for (const [name, intruder] of intruders) {
      for (const each of pathsOf(path, expressions)) {
        const { text } = await intruder(method, each + queryOf(api), body)
        const request = `${name} ${each} ${JSON.stringify(body)}`
        expect(text, request).not.toContain(CANARY)
        // What the intruder said himself may come back to him.
        const said = each + JSON.stringify(body ?? '')
        if (!said.includes(FIELD)) expect(text, request).not.toContain(FIELD)
        if (!/hidden|door|zz\*/.test(said)) expect(text, request).not.toMatch(/zz-(hidden|door|filtered)/)
      }
    }
  }

  it('neither shows nor changes what is closed', async () => {
    await expectClosed(EXPRESSIONS)
    const bodies = api.body === 'none' ? [] : BODIES
    for (const body of bodies) await expectClosed(['own', HIDDEN, '*'], body)
    if (method !== 'GET' && method !== 'HEAD') expect(await portrait()).toBe(before)
  })
})
