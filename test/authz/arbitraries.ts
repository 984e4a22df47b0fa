/** Random roles, catalogues and requests, small enough that names, patterns and denials often meet. */
import fc from 'fast-check'
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
const PATTERNS = [
  ...NAMES,
  ...ALIASES,
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

export const options = fc.record({
  ignoreUnavailable: fc.boolean(),
  allowNoIndices: fc.boolean(),
  expandOpen: fc.boolean(),
  expandClosed: fc.boolean(),
  expandHidden: fc.boolean(),
  allowClosed: fc.boolean(),
  allowAliases: fc.boolean(),
})

export function catalogueFor({ indices, aliases }: ModelWorld) {
  const entries = indices.map(({ name, hidden, closed }) => {
    const names = Object.keys(aliases).filter((alias) => aliases[alias]?.includes(name))
    return [name, { hidden, closed, aliases: names }] as const
  })
  return catalogueOf(Object.assign(Object.create(null), Object.fromEntries(entries)))
}
