/**
 * Rights and names are remembered between requests, and nothing of it outlives a change. Somebody who asks every route that reads an index
 * before and after each change is answered as by a node on which nobody ever asked before. Read from the declarations, so a new API is
 * covered the moment it exists. And a change that comes while requests run ends them at a clean edge.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { APIS } from '../../src/api/index.ts'
import { keySender, type LiveNode, lines, liveNode, type Sender } from '../support/live-node.ts'

type Change = (elastic: Sender) => Promise<unknown>

const grant = (names: readonly string[], further: object = {}) => ({
  cluster: ['monitor', 'manage_own_api_key'],
  indices: [{ names, privileges: ['all'] }],
  ...further,
})
const putRole =
  (role: object): Change =>
  (elastic) =>
    elastic('PUT', '/_security/role/reader', role)
const aliases =
  (...actions: readonly object[]): Change =>
  (elastic) =>
    elastic('POST', '/_aliases', { actions })
const write = (elastic: Sender, index: string, text: string) =>
  elastic('PUT', `/${index}/_doc/1?refresh=true`, { [`${text}field`]: `${text}canary` })

const CHANGES: readonly (readonly [string, Change])[] = [
  [
    'an alias moves to another index',
    aliases({ remove: { index: 'own', alias: 'door' } }, { add: { index: 'other', alias: 'door' } }),
  ],
  ['an alias gets a filter', aliases({ add: { index: 'other', alias: 'door', filter: { term: { a: 'nothing' } } } })],
  ['an alias goes away', aliases({ remove: { index: 'other', alias: 'door' } })],
  ['an index takes its name', (elastic) => write(elastic, 'door', 'named')],
  [
    'an index is made anew',
    async (elastic) => {
      await elastic('DELETE', '/own')
      await write(elastic, 'own', 'anew')
    },
  ],
  ['an index is closed', (elastic) => elastic('POST', '/own/_close')],
  ['an index is opened', (elastic) => elastic('POST', '/own/_open')],
  ['a role denies an index', putRole(grant(['door', 'own'], { deny: { indices: [{ names: ['own'], privileges: ['all'] }] } }))],
  ['a role denies it no more', putRole(grant(['door', 'own']))],
  ['a role grants less', putRole(grant(['door']))],
  ['a role grants another index', putRole(grant(['other']))],
  ['a role loses an action', putRole({ ...grant([]), indices: [{ names: ['*'], privileges: ['view_index_metadata'] }] })],
  ['a role goes away', (elastic) => elastic('DELETE', '/_security/role/reader')],
  ['a role comes again', putRole(grant(['own']))],
  ['a user loses the role', (elastic) => elastic('PUT', '/_security/user/reader', { roles: [] })],
]

/** What reads indices: by each name and by wildcards, and without a name. */
const NAMES = ['door', 'own', 'other', 'd*,o*']
const PATHS = APIS.filter(({ name, body }) => !name.startsWith('security.') && body !== 'required').flatMap((api) =>
  api.routes
    .filter(
      ({ method, path }) =>
        method === 'GET' &&
        /^\/(\{index\}|_search|_count|_resolve|_cat\/(?!nodes|health|master)|_alias|_mapping|_settings)/.test(path),
    )
    .flatMap(({ path }) =>
      NAMES.map((name) =>
        path.replace(/\{(\w+)\}/g, (_, part: string) => ({ index: name, name, alias: name, id: '1' })[part] ?? 'x'),
      ),
    ),
)
const BODIES: readonly (readonly [string, unknown])[] = [
  ['/_mget', { docs: NAMES.map((_index) => ({ _index, _id: '1' })) }],
  ['/_mtermvectors', { docs: NAMES.map((_index) => ({ _index, _id: '1', fields: ['*'] })) }],
  ['/_msearch', lines(...NAMES.flatMap((index) => [{ index }, {}]))],
]
const QUESTIONS: readonly (readonly [string, unknown?])[] = [...new Set(PATHS)].map((path) => [path] as const)

interface World {
  readonly live: LiveNode
  readonly askers: readonly Sender[]
}

async function world(): Promise<World> {
  const live = await liveNode()
  for (const name of ['own', 'other']) await write(live.elastic, name, name)
  await aliases({ add: { index: 'own', alias: 'door' } })(live.elastic)
  const reader = await live.user('reader', grant(['door', 'own']))
  const { body: key } = await reader('POST', '/_security/api_key', { name: 'k' })
  return { live, askers: [reader, keySender(live.node.url, key.encoded)] }
}

/** Without what is another on each node and at each time. */
const steady = (text: string): string =>
  text
    .replace(
      /"?(took|creation_date|uuid|index_uuid|size_in_bytes|total_data_set_size_in_bytes|memory_in_bytes|id)"?:("[^"]*"|\d+)/g,
      '',
    )
    .replace(/[\w-]{20,}/g, 'id')
    .replace(/\b\d+(\.\d+)?k?b\b/g, 'bytes')
    .replace(/\b\d{10,}\b|\b\d\d:\d\d:\d\d\b/g, 'time')
    .replace(/ [\d.]+(micros|ms|s) /g, ' time ')
    .replace(/[ \n]+/g, ' ')

async function answersOf({ askers }: World): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>()
  for (const [at, asker] of askers.entries()) {
    for (const [path, body] of [...QUESTIONS, ...BODIES]) {
      const { status, text } = await asker(body === undefined ? 'GET' : 'POST', path, body)
      answers.set(`${at} ${path}`, `${status} ${steady(text)}`)
    }
  }
  return answers
}

describe('what is remembered of a caller who asks all the time', () => {
  let veteran: World
  const done: Change[] = []

  beforeAll(async () => {
    expect(QUESTIONS.length).toBeGreaterThan(60)
    veteran = await world()
    const answers = await answersOf(veteran)
    expect(answers.get('0 /door/_search')).toContain('owncanary')
    expect(answers.get('1 /own/_doc/1')).toContain('owncanary')
  })
  afterAll(() => veteran.live.stop())

  it.each(CHANGES)('does not outlive that %s', async (_, change) => {
    done.push(change)
    await change(veteran.live.elastic)
    const newcomer = await world()
    try {
      for (const each of done) await each(newcomer.live.elastic)
      expect(Object.fromEntries(await answersOf(veteran))).toEqual(Object.fromEntries(await answersOf(newcomer)))
    } finally {
      await newcomer.live.stop()
    }
  })
})

describe('a change while requests run', () => {
  let live: LiveNode
  let reader: Sender
  const SEARCHES = 300

  beforeAll(async () => {
    live = await liveNode()
    await write(live.elastic, 'own', 'own')
    reader = await live.user('reader', grant(['own']))
  })
  afterAll(() => live.stop())

  it('of a role counts for the searches of a request that have not begun, and for every later request', async () => {
    const searches = lines(...Array.from({ length: SEARCHES }, () => [{ index: 'own' }, {}]).flat())
    const running = Array.from({ length: 8 }, () => reader('POST', '/_msearch', searches))
    await putRole({ cluster: ['monitor'] })(live.elastic)
    const later = await reader('POST', '/_msearch', searches)
    expect(later.status).toBe(403)
    for (const { status, body } of await Promise.all(running)) {
      if (status === 403) continue
      const statuses: number[] = body.responses.map((one: { status: number }) => one.status)
      const firstRefused = statuses.indexOf(403)
      if (firstRefused >= 0) expect(new Set(statuses.slice(firstRefused))).toEqual(new Set([403]))
    }
    await putRole(grant(['own']))(live.elastic)
    expect((await reader('GET', '/own/_search')).status).toBe(200)
  })

  it('of an index shows each search one index or the other, whole', async () => {
    const running = Array.from({ length: 30 }, () => reader('GET', '/own/_search'))
    await live.elastic('DELETE', '/own')
    await write(live.elastic, 'own', 'anew')
    const later = await reader('GET', '/own/_search')
    expect(later.text).toContain('anewcanary')
    expect(later.text).not.toContain('owncanary')
    for (const { status, text } of await Promise.all(running)) {
      expect([200, 404]).toContain(status)
      expect(text.includes('owncanary') && text.includes('anewcanary')).toBe(false)
    }
  })
})
