import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coversApplication } from '../../src/authz/application-check.ts'
import { coversCluster, coversIndex } from '../../src/authz/privilege-check.ts'
import type { ApplicationPrivileges } from '../../src/roles/application-privileges.ts'
import { compileNamePattern } from '../../src/roles/name-pattern.ts'
import { fixedRoles, role } from './fakes.ts'

const holding = (plain: unknown) => fixedRoles({ r: role(plain) }).resolve(['r'])

const ENTRY_PATTERNS = ['*', 'a*', 'ab*', 'a?', '*b', 'abc', '/a.*/', '/[^b].*/', '/~(b.*)/', '.*', '.kib*', 'a*c']
const ASKED = [...ENTRY_PATTERNS, 'a', 'ab', 'b', 'ac', '.x', '.kibana', '.kibana_1', 'a**', '/a(b|c)/']
const NAMES = ['a', 'ab', 'abc', 'ac', 'axc', 'b', 'bb', 'cb', '.x', '.kibana', '.kibana_1', 'aab', 'xyz', 'a-c']
const PRIVILEGES = ['read', 'write', 'create_doc', 'manage', 'all', 'none', 'indices:data/read/search']
const ACTIONS = [
  'indices:data/read/search',
  'indices:data/read/get',
  'indices:data/write/bulk[s]',
  'indices:data/write/index:op_type/create',
  'indices:admin/delete',
]

const some = <Item>(items: readonly Item[], maxLength: number) => fc.array(fc.constantFrom(...items), { minLength: 1, maxLength })
const entry = fc.record({
  names: some(ENTRY_PATTERNS, 3),
  privileges: some(PRIVILEGES, 2),
  allow_restricted_indices: fc.boolean(),
})

const deny = fc.record({ names: some(ENTRY_PATTERNS, 2), privileges: some(PRIVILEGES, 1) })

describe('coversIndex', () => {
  it('is true only where each name and action is granted', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { minLength: 1, maxLength: 3 }),
        fc.array(deny, { maxLength: 2 }),
        fc.constantFrom(...ASKED),
        fc.constantFrom(...PRIVILEGES),
        fc.boolean(),
        (indices, denied, pattern, privilege, withRestricted) => {
          const roles = holding({ indices, deny: { indices: denied } })
          const [covered] = coversIndex(roles, pattern, [privilege], withRestricted)
          if (!covered) return
          const wanted = holding({ indices: [{ names: ['*'], privileges: [privilege] }] }).indices
          const matcher = compileNamePattern(pattern)
          for (const name of NAMES.filter((each) => matcher.matches(each))) {
            const isAsked = withRestricted || !name.startsWith('.kibana') || matcher.kind === 'exact'
            if (!isAsked) continue
            for (const action of ACTIONS.filter((each) => wanted.forAction(each).grantsAnything)) {
              expect([name, action, roles.indices.forAction(action).find(name)?.kind]).toEqual([name, action, 'unrestricted'])
            }
          }
        },
      ),
      { numRuns: 500 },
    )
  })

  it('is true for plain names exactly where the action is granted', () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1, maxLength: 3 }), fc.constantFrom(...NAMES), (indices, name) => {
        const roles = holding({ indices })
        const action = 'indices:data/read/search'
        const [covered] = coversIndex(roles, name, [action], false)
        // The raw pattern stands for everything that begins like it; all our privileges that grant the action grant those as well.
        expect(covered).toBe(roles.indices.forAction(action).find(name) !== undefined)
      }),
      { numRuns: 300 },
    )
  })

  // As Elasticsearch 9.5 answered.
  it.each<[string, Readonly<Record<string, boolean>>]>([
    [
      '/~(([.]|ilm-history-).*)/',
      {
        'a*': true,
        '.a': false,
        'ilm-history-x': false,
        'i*': false,
        '*': false,
        'ilm*': false,
        'il?': true,
        a: true,
        '/[^.i].*/': true,
      },
    ],
    ['a*', { 'a*': true, 'ab*': true, '/a.*/': true, 'a?': true, '*': false, a: true }],
    ['*', { '*': true, '/.*/': true, '/@/': true, '.*': true, '?*': true, '': false }],
    ['a?', { 'a?': true, ab: true, 'a*': false }],
  ])('of [%s]', (pattern, expected) => {
    const roles = holding({ indices: [{ names: [pattern], privileges: ['read'] }] })
    const answers = Object.keys(expected).map((asked) => [asked, coversIndex(roles, asked, ['read'], false)[0]])
    expect(Object.fromEntries(answers)).toEqual(expected)
  })

  it('joins what entries grant on the same names, not the names of several entries', () => {
    const roles = holding({
      indices: [
        { names: ['a-*'], privileges: ['read'] },
        { names: ['c-*'], privileges: ['read'] },
        { names: ['c-*'], privileges: ['write'] },
      ],
    })
    expect(coversIndex(roles, 'c-*', ['read', 'write', 'all'], false)).toEqual([true, true, false])
    expect(coversIndex(roles, '/(a|c)-.*/', ['read'], false)).toEqual([false])
  })
})

describe('coversCluster', () => {
  it('knows what is granted for some requests only', () => {
    const own = holding({ cluster: ['manage_own_api_key'] })
    expect(coversCluster(own, 'manage_own_api_key')).toBe(true)
    expect(coversCluster(own, 'cluster:admin/xpack/security/api_key/create')).toBe(false)
    expect(coversCluster(own, 'none')).toBe(false)
    expect(coversCluster(holding({ cluster: ['manage_security'] }), 'manage_own_api_key')).toBe(true)
    expect(coversCluster(holding({}), 'none')).toBe(false)
  })
})

describe('coversApplication', () => {
  const stored: ApplicationPrivileges = {
    find: (application, name) =>
      application === 'myapp' && (name === 'read' || name === 'write')
        ? { application, name, actions: name === 'read' ? ['data:read/*'] : ['data:write/*', 'data:read/*'], metadata: new Map() }
        : undefined,
    list: () => [],
    put: async () => [],
    delete: async () => false,
  }
  const roles = holding({
    applications: [
      { application: 'myapp', privileges: ['read'], resources: ['a/*'] },
      { application: 'other*', privileges: ['data:x/*'], resources: ['*'] },
      { application: 'named', privileges: ['undefined'], resources: ['*'] },
    ],
  })
  const covers = (application: string, privilege: string, resource: string): boolean =>
    coversApplication(roles, stored, { application, privilege, resource })

  it('compares actions and resources as a whole', () => {
    expect(covers('myapp', 'read', 'a/b')).toBe(true)
    expect(covers('myapp', 'read', 'a/*')).toBe(true)
    expect(covers('myapp', 'data:read/x', 'a/b')).toBe(true)
    expect(covers('myapp', 'data:*', 'a/b')).toBe(false)
    expect(covers('myapp', 'write', 'a/b')).toBe(false)
    expect(covers('myapp', 'read', '*')).toBe(false)
    expect(covers('myapp', 'read', 'b')).toBe(false)
    expect(covers('other1', 'data:x/y', '*')).toBe(true)
    expect(covers('third', 'read', '*')).toBe(false)
  })

  it('takes a name that nobody defined for itself only', () => {
    expect(covers('named', 'undefined', 'x')).toBe(true)
    expect(covers('named', 'another', 'x')).toBe(false)
    expect(covers('myapp', 'undefined', 'a/b')).toBe(false)
    const everything = holding({ applications: [{ application: '*', privileges: ['*'], resources: ['*'] }] })
    expect(coversApplication(everything, stored, { application: 'any', privilege: 'bad priv', resource: '*' })).toBe(true)
  })
})
