/** Random roles, catalogues and requests, small enough that names, patterns and denials often meet. */
import fc from 'fast-check'
import type { Catalogue } from '../../src/request/catalogue.ts'
import { catalogueOf } from './fakes.ts'
import type { ModelWorld } from './model.ts'

export const NAMES = [
  'a',
  'ab',
  'abc',
  'b',
  'b-1',
  'b-2',
  '.a',
  '.kibana',
  '.kibana_1',
  '.security-7',
  '_x',
  'A',
  '__proto__',
  'constructor',
]
export const ALIASES = ['al', 'al-1', 'ab-al', '.al', 'toString']
/** Data streams, their backing indices, and their aliases. */
const STREAMS = ['s', 'ab-s', '.s']
const backingOf = (stream: string): readonly string[] => [1, 2].map((at) => `.ds-${stream}-00000${at}`)
const STREAM_ALIASES = ['sal', 'al-s']
export const STREAM_NAMES = [...STREAMS, ...STREAMS.flatMap(backingOf), ...STREAM_ALIASES]
const PATTERNS = [
  ...NAMES,
  ...ALIASES,
  ...STREAM_NAMES,
  's*',
  '.ds-s-*',
  '.ds-*',
  '/.ds-.*1/',
  '*',
  'a*',
  '*b',
  'b-?',
  '.*',
  '.kib*',
  'a*c',
  '??',
  '/a.*/',
  '/[^.].*/',
  '/(b|c)-[0-9]/',
  '/.*/',
  '/.k.*/',
]
export const ACTIONS = [
  'indices:data/read/search',
  'indices:data/write/bulk[s]',
  'indices:admin/delete',
  'indices:admin/get',
  'indices:admin/refresh',
  'indices:admin/mapping/put',
]
const PRIVILEGES = [
  'read',
  'write',
  'all',
  'manage',
  'none',
  'view_index_metadata',
  'read_failure_store',
  'indices:data/read/search',
  'indices:admin/re',
]
export const EXPRESSIONS = [
  ...NAMES,
  ...ALIASES,
  ...STREAM_NAMES,
  's*',
  '.ds-*',
  '-.ds-s-*',
  '-s',
  '-s*',
  '*',
  'a*',
  '*b',
  '.*',
  '.k*',
  '_all',
  '-a',
  '-a*',
  '-*',
  'al*',
  'nothing',
  '*-1',
  '.sec*',
]

export const some = <Item>(items: readonly Item[], maxLength: number) =>
  fc.array(fc.constantFrom(...items), { minLength: 1, maxLength })

const entry = fc.record({
  names: some(PATTERNS, 3),
  privileges: some(PRIVILEGES, 2),
  query: fc.option(fc.constantFrom('{"term":{"a":1}}', '{"match_all":{}}'), { nil: undefined }),
  allow_restricted_indices: fc.boolean(),
})
const deny = fc.record({
  indices: fc.array(fc.record({ names: some(PATTERNS, 2), privileges: some(PRIVILEGES, 2) }), { maxLength: 2 }),
})
/** Roles as plain data. Most deny nothing. */
export const roles = fc.array(
  fc.record(
    { indices: fc.array(entry, { maxLength: 4 }), deny: fc.oneof(fc.constant({}), fc.constant({}), deny) },
    { requiredKeys: ['indices'] },
  ),
  { maxLength: 3 },
)

export const world: fc.Arbitrary<ModelWorld> = fc
  .record({
    indices: fc.uniqueArray(fc.record({ name: fc.constantFrom(...NAMES), hidden: fc.boolean(), closed: fc.boolean() }), {
      selector: ({ name }) => name,
    }),
    aliases: fc.uniqueArray(fc.tuple(fc.constantFrom(...ALIASES), fc.array(fc.nat(20), { minLength: 1, maxLength: 3 })), {
      selector: ([alias]) => alias,
    }),
  })
  .map(({ indices, aliases }) => ({
    indices,
    aliases: Object.fromEntries(
      aliases
        .map(([alias, at]) => [alias, [...new Set(at.flatMap((position) => indices[position]?.name ?? []))]] as const)
        .filter(([, members]) => members.length > 0),
    ),
  }))

/** A world with data streams in it, most of the time. */
export const streamWorld: fc.Arbitrary<ModelWorld> = fc
  .record({
    plain: world,
    streams: fc.uniqueArray(
      fc.tuple(
        fc.constantFrom(...STREAMS),
        fc.array(fc.record({ hidden: fc.boolean(), closed: fc.boolean() }), { minLength: 1, maxLength: 2 }),
      ),
      { selector: ([stream]) => stream },
    ),
    aliases: fc.uniqueArray(fc.tuple(fc.constantFrom(...STREAM_ALIASES), fc.array(fc.nat(5), { minLength: 1, maxLength: 2 })), {
      selector: ([alias]) => alias,
    }),
  })
  .map(({ plain, streams, aliases }) => {
    const backing = streams.flatMap(([stream, members]) =>
      members.map((flags, at) => ({ stream, name: backingOf(stream)[at]!, ...flags })),
    )
    const named = aliases.map(
      ([alias, at]) => [alias, [...new Set(at.flatMap((position) => streams[position]?.[0] ?? []))]] as const,
    )
    return {
      ...plain,
      indices: [...plain.indices, ...backing.map(({ name, hidden, closed }) => ({ name, hidden, closed }))],
      streams: Object.fromEntries(
        streams.map(([stream]) => [stream, backing.filter((each) => each.stream === stream).map(({ name }) => name)]),
      ),
      streamAliases: Object.fromEntries(named.filter(([, members]) => members.length > 0)),
    }
  })

export const options = fc.record({
  ignoreUnavailable: fc.boolean(),
  allowNoIndices: fc.boolean(),
  expandOpen: fc.boolean(),
  expandClosed: fc.boolean(),
  expandHidden: fc.boolean(),
  allowClosed: fc.boolean(),
  allowAliases: fc.boolean(),
})

export function catalogueFor({ indices, aliases, streams = {}, streamAliases = {} }: ModelWorld): Catalogue {
  const entries = indices.map(({ name, hidden, closed }) => {
    const names = Object.keys(aliases).filter((alias) => aliases[alias]?.includes(name))
    return [name, { hidden, closed, aliases: names }] as const
  })
  const catalogue = catalogueOf(Object.assign(Object.create(null), Object.fromEntries(entries)))
  const backing = Object.entries(streams)
  const aliasesOf = (stream: string) => Object.keys(streamAliases).filter((alias) => streamAliases[alias]?.includes(stream))
  const members = backing.flatMap(([stream, names]) =>
    names.map((name) => [name, { ...catalogue.indices.get(name)!, dataStream: stream, aliases: aliasesOf(stream) }] as const),
  )
  const terms = { hidden: false, filters: new Map() }
  return {
    ...catalogue,
    indices: new Map([...catalogue.indices, ...members]),
    aliases: new Map([
      ...catalogue.aliases,
      ...backing.map(
        ([stream, names]) => [stream, { ...terms, indices: names, writeIndex: names.at(-1), isStream: true }] as const,
      ),
      ...Object.entries(streamAliases).map(([alias, names]) => {
        const behind = names.flatMap((stream) => streams[stream] ?? [])
        return [alias, { ...terms, indices: behind, writeIndex: undefined, streams: names }] as const
      }),
    ]),
  }
}
