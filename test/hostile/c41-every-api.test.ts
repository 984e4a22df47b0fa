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
