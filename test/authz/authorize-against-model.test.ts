import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAuthorizer } from '../../src/authz/authorize.ts'
import { ElasticError } from '../../src/core/errors.ts'
import type { IndexGrant, Restriction } from '../../src/request/access.ts'
import type { RoleDescriptor } from '../../src/roles/role-descriptor.ts'
import { call, catalogueOf, fixedClock, fixedRoles, onIndices, role, subject, user } from './fakes.ts'
import { decide, type ModelWorld, type Outcome, type Sight, sightOf } from './model.ts'

const NAMES = [
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
const ALIASES = ['al', 'al-1', 'ab-al', '.al', 'toString']
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
const ACTIONS = [
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
const EXPRESSIONS = [
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

const some = <Item>(items: readonly Item[], maxLength: number) => fc.array(fc.constantFrom(...items), { minLength: 1, maxLength })

const entry = fc.record({
  names: some(PATTERNS, 3),
  privileges: some(PRIVILEGES, 2),
  query: fc.option(fc.constantFrom('{"term":{"a":1}}', '{"match_all":{}}'), { nil: undefined }),
  allow_restricted_indices: fc.boolean(),
})
const deny = fc.record({
  indices: fc.array(fc.record({ names: some(PATTERNS, 2), privileges: some(PRIVILEGES, 2) }), { maxLength: 2 }),
})
/** Most roles deny nothing. */
const roles = fc.array(
  fc.record(
    { indices: fc.array(entry, { maxLength: 4 }), deny: fc.oneof(fc.constant({}), fc.constant({}), deny) },
    { requiredKeys: ['indices'] },
  ),
  { maxLength: 3 },
)

const world: fc.Arbitrary<ModelWorld> = fc
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

const options = fc.record({
  ignoreUnavailable: fc.boolean(),
  allowNoIndices: fc.boolean(),
  expandOpen: fc.boolean(),
  expandClosed: fc.boolean(),
  expandHidden: fc.boolean(),
  allowClosed: fc.boolean(),
  allowAliases: fc.boolean(),
})

function catalogueFor({ indices, aliases }: ModelWorld) {
  const entries = indices.map(({ name, hidden, closed }) => {
    const names = Object.keys(aliases).filter((alias) => aliases[alias]?.includes(name))
    return [name, { hidden, closed, aliases: names }] as const
  })
  return catalogueOf(Object.assign(Object.create(null), Object.fromEntries(entries)))
}

const sight = (restriction: Restriction): Sight =>
  restriction.kind === 'unrestricted' ? 'open' : [...new Set(restriction.views.map((view) => view.documents.join('&')))].sort()

const outcomeOf = (indices: readonly IndexGrant[]): Outcome => ({
  kind: 'indices',
  sights: Object.assign(Object.create(null), Object.fromEntries(indices.map((grant) => [grant.name, sight(grant.restriction)]))),
})

function authorizerFor(descriptors: readonly RoleDescriptor[], modelWorld: ModelWorld, enforcesViews: boolean) {
  const named = Object.fromEntries(descriptors.map((descriptor, at) => [`r${at}`, descriptor]))
  const catalogue = catalogueFor(modelWorld)
  const authorizer = createAuthorizer({ roles: fixedRoles(named), catalogue: () => catalogue, clock: fixedClock, enforcesViews })
  return { authorizer, identity: user('u', Object.keys(named)) }
}

function caught(run: () => Outcome): Outcome {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    if (error.type !== 'security_exception') return { kind: 'error', type: error.type }
    const names = /on (?:restricted )?indices \[([^\]]*)\](?: and restricted indices \[([^\]]*)\])?/.exec(error.reason)
    const told = [names?.[1], names?.[2]].flatMap((list) => (list ? list.split(',') : []))
    return { kind: 'forbidden', names: told.sort() }
  }
}

describe('authorize', () => {
  it('decides about expressions as the naive model does', () => {
    fc.assert(
      fc.property(
        roles,
        world,
        fc.constantFrom(...ACTIONS),
        some(EXPRESSIONS, 4),
        options,
        (plain, modelWorld, action, expressions, given) => {
          const descriptors = plain.map(role)
          const { authorizer, identity } = authorizerFor(descriptors, modelWorld, true)
          const expected = decide(descriptors, modelWorld, action, expressions, given)
          const run = () =>
            caught(() =>
              outcomeOf(authorizer.authorize(identity, onIndices(action, expressions, given)).expect('indices').indices),
            )
          const actual = run()
          // Where the action is allowed nowhere, which names are told depends on the action, and is tested by its texts.
          const isNowhere = expected.kind === 'forbidden' && expected.names.length === 0
          if (isNowhere) expect(actual.kind).toBe('forbidden')
          else expect(actual).toEqual(expected)
          expect(run()).toEqual(actual)
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('never hands out an index that is seen in part, while nobody enforces it', () => {
    fc.assert(
      fc.property(roles, world, some(EXPRESSIONS, 3), (plain, modelWorld, expressions) => {
        const descriptors = plain.map(role)
        const action = 'indices:data/read/search'
        const { authorizer, identity } = authorizerFor(descriptors, modelWorld, false)
        const outcome = caught(() =>
          outcomeOf(authorizer.authorize(identity, onIndices(action, expressions)).expect('indices').indices),
        )
        if (outcome.kind === 'indices') for (const each of Object.values(outcome.sights)) expect(each).toBe('open')
      }),
      { numRuns: 1000 },
    )
  })

  it('decides about single names as the naive model does', () => {
    const items = fc.array(fc.constantFrom(...NAMES, ...ALIASES, 'nothing'), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(roles, world, items, (plain, modelWorld, names) => {
        const descriptors = plain.map(role)
        const { authorizer, identity } = authorizerFor(descriptors, modelWorld, true)
        const action = 'indices:data/read/search'
        const targets = { kind: 'items' as const, items: names.map((index) => ({ action, index, creates: false })) }
        const isAllowedSomewhere = decide(descriptors, modelWorld, action, [], ALL).kind === 'indices'
        if (!isAllowedSomewhere) {
          expect(() => authorizer.authorize(identity, call('indices:data/read/search', targets))).toThrow(ElasticError)
          return
        }
        const { items: verdicts } = authorizer.authorize(identity, call('indices:data/read/search', targets)).expect('items')
        names.forEach((name, at) => {
          const verdict = verdicts[at]
          const expected = name.startsWith('.security') ? undefined : sightOf(descriptors, modelWorld, action, name)
          if (verdict?.granted) expect(sight(verdict.index.restriction)).toEqual(expected)
          else if (expected === undefined && !name.startsWith('.security')) expect(verdict?.error.type).toBe('security_exception')
          else expect(verdict?.error.type).not.toBe('security_exception')
        })
      }),
      { numRuns: 1000 },
    )
  })
})

/** Roles as the text that API keys carry. */
const textOf = (plain: readonly object[]): string => JSON.stringify(Object.fromEntries(plain.map((each, at) => [`r${at}`, each])))

describe('limited rights', () => {
  it('allow what both sides allow by the naive model, and show no more than either', () => {
    fc.assert(
      fc.property(
        roles,
        roles,
        world,
        fc.constantFrom(...ACTIONS),
        some(EXPRESSIONS, 3),
        (own, by, modelWorld, action, given) => {
          const catalogue = catalogueFor(modelWorld)
          const authorizer = createAuthorizer({
            roles: fixedRoles({}),
            catalogue: () => catalogue,
            clock: fixedClock,
            enforcesViews: true,
          })
          const rights = {
            kind: 'limited',
            own: { kind: 'descriptors', json: textOf(own) },
            by: { kind: 'descriptors', json: textOf(by) },
          } as const
          const authenticating = subject('u', [], { kind: 'api_key', rights })
          const identity = { authenticating, effective: authenticating }
          const outcome = caught(() =>
            outcomeOf(authorizer.authorize(identity, onIndices(action, given, ALL)).expect('indices').indices),
          )
          if (outcome.kind !== 'indices') return
          for (const name of Object.keys(outcome.sights)) {
            const ways = [name, ...Object.keys(modelWorld.aliases).filter((alias) => modelWorld.aliases[alias]?.includes(name))]
            const isAllowed = (side: readonly object[], way: string) =>
              sightOf(side.map(role), modelWorld, action, way) !== undefined
            expect(ways.some((way) => isAllowed(own, way) && isAllowed(by, way))).toBe(true)
          }
        },
      ),
      { numRuns: 1000 },
    )
  })
})

const ALL = {
  ignoreUnavailable: true,
  allowNoIndices: true,
  expandOpen: true,
  expandClosed: true,
  expandHidden: true,
  allowClosed: true,
  allowAliases: true,
}
