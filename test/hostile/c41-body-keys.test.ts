/**
 * C41, by the vocabulary: every member that a body may have is tried with the name of an index, wherever an object of the body stands. The
 * words are those of our own sources and of the official client's types, so a member that is added tomorrow is tried tomorrow. What an API
 * takes must be among what it is authorized for, or be listed here as naming nothing; and whoever may not see an index is told the same
 * whether there is one of that name or not.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { APIS } from '../../src/api/index.ts'
import { innerCall } from '../../src/api/inner-call.ts'
import { printPointInTimeId, printScrollId } from '../../src/api/search/context-id.ts'
import { ElasticError } from '../../src/core/errors.ts'
import type { AnyApi } from '../../src/request/api.ts'
import { type LiveNode, liveNode, type Sender } from '../support/live-node.ts'

const HIDDEN = 'zz-hidden'
const ABSENT = 'zz-absent'
const CANARY = 'canaryvalue'

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json }
type Path = readonly (string | number)[]

const all = { match_all: {} }
const lookup = { bool: { filter: [{ terms: { a: { index: 'own', id: '1', path: 'a' } } }, { match: { a: 'x' } }] } }
const template = { settings: {}, mappings: {}, aliases: { 'own-alias': {} } }
const NO_PIT = { context: 'A'.repeat(22), indices: [] }
const vectors = { _index: 'own', _id: '1', fields: ['a'], filter: {}, per_field_analyzer: {} }

/** A body of each API with an object at every place that has one. An array is sent as lines. */
const EXAMPLES: Readonly<Record<string, readonly Json[]>> = {
  'async_search.submit': [{ query: lookup, sort: [{ a: {} }], _source: {} }],
  bulk: [[{ index: { _index: 'own', _id: '1' } }, { a: 1 }, { update: { _index: 'own', _id: '1' } }, { doc: {} }]],
  clear_scroll: [{ scroll_id: [printScrollId('A'.repeat(22))] }],
  close_point_in_time: [{ id: printPointInTimeId(NO_PIT) }],
  'cluster.put_component_template': [{ template, _meta: {} }],
  'cluster.put_settings': [{ persistent: { 'action.auto_create_index': 'true' } }],
  count: [{ query: lookup }],
  create: [{ a: 1 }],
  delete_by_query: [{ query: lookup, slice: { id: 0, max: 2 } }],
  index: [{ a: 1 }],
  'indices.create': [{ ...template, mappings: { properties: { a: { type: 'text' } } } }],
  'indices.put_alias': [{ filter: all }],
  'indices.put_index_template': [{ index_patterns: ['own*'], template, data_stream: {}, _meta: {} }],
  'indices.put_mapping': [{ properties: { a: { type: 'text', fields: {} } } }],
  'indices.put_settings': [{ index: { number_of_replicas: 0 } }],
  'indices.put_template': [{ index_patterns: ['own*'], ...template }],
  'indices.simulate_index_template': [{ index_patterns: ['own*'], template }],
  'indices.simulate_template': [{ index_patterns: ['own*'], template }],
  'indices.rollover': [{ ...template, conditions: { max_docs: 1 } }],
  'indices.update_aliases': [
    { actions: [{ add: { index: 'own', alias: 'own-alias', filter: all } }] },
    { actions: [{ remove: { index: 'own', alias: 'own-*', must_exist: false } }] },
    { actions: [{ remove_index: { index: 'own-gone' } }] },
  ],
  'indices.validate_query': [{ query: lookup }],
  mget: [{ docs: [{ _index: 'own', _id: '1', _source: {} }] }],
  msearch: [[{ index: 'own' }, { query: lookup }]],
  mtermvectors: [{ parameters: { fields: ['a'] }, docs: [vectors], ids: ['1'] }],
  open_point_in_time: [{ index_filter: lookup }],
  reindex: [{ source: { index: 'own', query: lookup }, dest: { index: 'own-copy' } }],
  scroll: [{ scroll_id: printScrollId('A'.repeat(22)) }],
  search: [{ query: lookup, post_filter: all, sort: [{ a: {} }], _source: {} }],
  termvectors: [vectors],
  update: [{ doc: { a: 1 }, upsert: { a: 1 }, _source: {} }],
  update_by_query: [{ query: lookup, slice: { id: 0, max: 2 } }],
}

/** Objects that take any member, and what looks at it. */
const OPEN: readonly RegExp[] = [
  // Documents, which are data.
  /^(index|create|bulk 1|bulk 3\.doc|update doc|update upsert) ?$/,
  // Settings and what metadata keep, checked by tables of their own.
  /^(cluster\.put_settings( persistent)?|indices\.create settings) ?$/,
  / (_meta|(template\.)?(settings|mappings))$/,
  // Mappings, read by the engine.
  /^(indices\.create mappings|indices\.put_mapping |indices\.create .*\.fields)/,
  // Analyzers by field.
  / (docs\.\*\.|parameters\.)?per_field_analyzer$/,
  // Searches and queries that are read for themselves later.
  /^(msearch|indices\.validate_query) /,
]

/** Members that name no index, though a name will do for their value. */
const NAMELESS: Readonly<Record<string, string>> = {
  'documents and where they are routed':
    'id _id ids doc upsert routing _routing index_routing search_routing indexRouting searchRouting',
  fields: 'path fields stored_fields docvalue_fields per_field_analyzer dynamic_templates unmapped_type',
  'what of a source is shown': '_source includes include excludes exclude',
  'names within the request': '_name stats',
  'words and values': 'minimum_should_match format mode missing search_after op_type sort',
  'what is made': 'settings mappings _meta composed_of ignore_missing_component_templates',
}
/** Simulated, and kept nowhere. */
const SIMULATED = ['indices.simulate_template index_patterns', 'indices.simulate_index_template index_patterns']
/** Named to calls that the API makes within itself, where they are authorized. */
const LOOKUP = 'query.bool.filter.*.terms.a.index'
const INNER = [
  'reindex source.index',
  'reindex dest.index',
  ...['reindex source.', 'delete_by_query ', 'update_by_query ', 'async_search.submit '].map((place) => place + LOOKUP),
]

const client = dirname(createRequire(import.meta.url).resolve('@elastic/elasticsearch/package.json'))
const TYPES = /\b(IndexName|Indices|IndexAlias|IndexPatterns?|DataStreamNames?)\b/

/** Members that the official client types as names of indices. */
function clientWords(): readonly string[] {
  const source = readFileSync(join(client, 'lib/api/types.d.ts'), 'utf8')
  const members = source.matchAll(/^\s+'?([\w.]+)'?\??: ([^\n;]+);?$/gm)
  return Array.from(members).flatMap(([, name, type]) => (TYPES.test(type!) ? [name!] : []))
}

/** Everything that could be the name of a member in the files below a folder. */
function sourceWords(folder: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  return files.flatMap((file) =>
    Array.from(
      readFileSync(join(folder, file), 'utf8').matchAll(/'([a-z_]\w{1,40})'|^\s+([a-z_]+):/gm),
      ([, quoted, bare]) => (quoted ?? bare)!,
    ),
  )
}

const NAMING = [...new Set(clientWords())]
const FOLDERS = ['async-search', 'by-query', 'cluster', 'document', 'indices', 'search', 'templates']
const WORDS = [...new Set([...NAMING, ...['src/query', ...FOLDERS.map((name) => `src/api/${name}`)].flatMap(sourceWords)])]

/** Paths of the objects in a body. */
function objectsIn(value: Json, at: Path = []): readonly Path[] {
  if (value === null || typeof value !== 'object') return []
  const inner = Object.entries(value).flatMap(([name, member]) =>
    objectsIn(member, [...at, Array.isArray(value) ? Number(name) : name]),
  )
  return Array.isArray(value) ? inner : [at, ...inner]
}

function withMember(body: Json, at: Path, name: string, value: Json): Json {
  const copy = structuredClone(body)
  // biome-ignore lint/suspicious/noExplicitAny: a path into a body of any shape
  const object = at.reduce<any>((inner, step) => inner[step], copy)
  object[name] = value
  return copy
}

const textOf = (body: Json): string =>
  Array.isArray(body) ? `${body.map((line) => JSON.stringify(line)).join('\n')}\n` : JSON.stringify(body)

const FORMS = (name: string): readonly Json[] => [name, [name], { index: name, id: '1', path: 'a' }]
const placeOf = (at: Path): string => at.map((step, depth) => (typeof step === 'number' && depth > 0 ? '*' : step)).join('.')

const routeOf = (api: AnyApi) => api.routes.find(({ path }) => path.includes('{index}')) ?? api.routes[0]!
const VARIABLES: Readonly<Record<string, string>> = { index: 'own', name: 'own-name', id: '1', alias: 'own-alias' }
const PARAMETERS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  open_point_in_time: { keep_alive: '1m' },
  reindex: { wait_for_completion: 'true' },
}

/** Everything that a call would be authorized for, as text; undefined: the body is refused. */
function targetsOf(api: AnyApi, body: Json): string | undefined {
  try {
    const parameters = PARAMETERS[api.name] ?? {}
    const { targets } = innerCall(api, { path: VARIABLES, parameters, body: textOf(body) })
    return JSON.stringify(targets, (_, value) => (value instanceof Map ? [...value] : value))
  } catch (error) {
    if (error instanceof ElasticError) return undefined
    throw error
  }
}

const isOpen = (api: AnyApi, body: Json, at: Path): boolean =>
  FORMS(HIDDEN).some((value) => targetsOf(api, withMember(body, at, 'zz_nobody_knows', value)) !== undefined)

interface Taken {
  readonly body: Json
  readonly at: Path
  readonly word: string
  readonly isAuthorized: boolean
}

/** Members that an object of a body takes with a name for their value. */
function takenBy(api: AnyApi, body: Json, at: Path): readonly Taken[] {
  return WORDS.flatMap((word) =>
    FORMS(HIDDEN).flatMap((value) => {
      const changed = withMember(body, at, word, value)
      const targets = targetsOf(api, changed)
      return targets === undefined ? [] : [{ body: changed, at, word, isAuthorized: targets.includes(HIDDEN) }]
    }),
  )
}

/** The same of an object that takes any member: those that the client types as names of indices. */
const openMembers = (body: Json, at: Path): readonly Taken[] =>
  NAMING.map((word) => ({ body: withMember(body, at, word, HIDDEN), at, word, isAuthorized: false }))

const nameless = new Set(Object.values(NAMELESS).flatMap((words) => words.split(' ')))
const isKnownOpen = (name: string, place: string): boolean => OPEN.some((known) => known.test(`${name} ${place}`))

/** Bodies of the security APIs name privileges, users and keys; none of them has a way to an index. */
const apis = APIS.filter(({ body, name }) => body !== 'none' && !name.startsWith('security.'))

let live: LiveNode
let mallory: Sender
let before: string
const stackTraceLimit = Error.stackTraceLimit

beforeAll(async () => {
  Error.stackTraceLimit = 0
  live = await liveNode()
  await live.elastic('PUT', `/${HIDDEN}/_doc/1?refresh=true`, { a: CANARY })
  mallory = await live.user('mallory', {
    cluster: ['monitor', 'manage_index_templates'],
    indices: [{ names: ['own*'], privileges: ['all'] }],
  })
  before = await portrait()
  expect(before).toContain(CANARY)
})
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit
  return live.stop()
})

async function portrait(): Promise<string> {
  const parts = ['', '/_search?version=true&filter_path=hits'].map((path) => live.elastic('GET', `/${HIDDEN}${path}`))
  return (await Promise.all(parts)).map(({ text }) => text).join('\n')
}

/** Without what is another at each time. */
const steady = (text: string): string =>
  text
    .replace(
      /"(took|_version|_seq_no|version|creation_date|expiration_time_in_millis|start_time_in_millis|completion_time_in_millis)":"?\d+"?/g,
      '"$1":0',
    )
    // A document of one's own that says something else now, an alias that is there already.
    .replace(/"(result|errors)":("\w+"|true|false)/g, '"$1":0')
    .replace(/[\w-]{20,}={0,2}/g, 'id')
    // Of an index that would be made, Elasticsearch refuses the making.
    .replace(/action \[[^ ]+\] is unauthorized/g, 'unauthorized')
    .replace(/granted by the index privileges \[[^\]]+\]/g, 'granted')
    .replaceAll(ABSENT, HIDDEN)

it('knows the words of the client and of the sources', () => {
  expect(NAMING).toEqual(expect.arrayContaining(['index', 'indices', '_index', 'dest_index', 'alias', 'index_patterns']))
  expect(WORDS).toEqual(expect.arrayContaining(['per_field_analyzer', 'parameters', 'remove_index', 'indices_boost']))
})

describe.each(apis)('$name', (api) => {
  const examples = EXAMPLES[api.name] ?? []

  it('is authorized for each index that its body may name, or refuses the member', () => {
    expect(examples.length, 'give an example of its body in EXAMPLES').toBeGreaterThan(0)
    const unexplained = examples.flatMap((body) => {
      expect(targetsOf(api, body), textOf(body)).toBeDefined()
      return objectsIn(body).flatMap((at) => {
        if (isKnownOpen(api.name, placeOf(at))) return []
        if (isOpen(api, body, at)) return [`${api.name} ${placeOf(at)} takes any member`]
        const free = takenBy(api, body, at).filter(({ isAuthorized, word }) => !isAuthorized && !nameless.has(word))
        return free.map(({ word }) => `${api.name} ${placeOf([...at, word])}`)
      })
    })
    const known = new Set([...SIMULATED, ...INNER])
    expect([...new Set(unexplained)].filter((member) => !known.has(member))).toEqual([])
  })

  it('tells nothing of an index, and does nothing to it, by any member', async () => {
    const { method, path: pattern } = routeOf(api)
    const query = new URLSearchParams(PARAMETERS[api.name]).toString()
    const path = `${pattern.replace(/\{(\w+)\}/g, (_, name: string) => VARIABLES[name] ?? 'x')}?${query}`
    const send = (body: string) => mallory(method, path, api.body === 'ndjson' ? body : JSON.parse(body))
    const taken = examples.flatMap((body) =>
      objectsIn(body).flatMap((at) => (isOpen(api, body, at) ? openMembers(body, at) : takenBy(api, body, at))),
    )
    for (const { body, word } of taken) {
      const text = textOf(body)
      const hidden = await send(text)
      const absent = await send(text.replaceAll(HIDDEN, ABSENT))
      expect(hidden.text, `${word} in ${text}`).not.toContain(CANARY)
      expect(steady(hidden.text), `${word} in ${text}`).toBe(steady(absent.text))
    }
    expect(await portrait()).toBe(before)
  })
})
