/** C43: what a role denies is not reached by any other name, role, key or shape of request. */
import { describe, expect, it } from 'vitest'
import { createAuthorizer } from '../../src/authz/authorize.ts'
import { coversCluster, coversIndex } from '../../src/authz/privilege-check.ts'
import type { Identity, Rights } from '../../src/request/identity.ts'
import type { ItemTarget } from '../../src/request/names.ts'
import { call, catalogueOf, fixedClock, fixedRoles, onIndices, role, subject, user } from '../authz/fakes.ts'

const SEARCH = 'indices:data/read/search'
const GET = 'indices:data/read/get'
const everything = {
  cluster: ['all'],
  indices: [{ names: ['*'], privileges: ['all'], allow_restricted_indices: true }],
}
const denying = (indices: readonly object[], cluster: readonly string[] = []) => ({ deny: { indices, cluster } })

const roles = fixedRoles({
  all: role(everything),
  both: role({ ...everything, ...denying([{ names: ['secret'], privileges: ['all'] }]) }),
  noSecret: role(denying([{ names: ['secret'], privileges: ['all'] }])),
  noSecrets: role(denying([{ names: ['sec*', '/x-.*/'], privileges: ['all'] }])),
  noReads: role(denying([{ names: ['*'], privileges: ['read'] }])),
  noAlias: role(denying([{ names: ['by-alias'], privileges: ['read'] }])),
  noReadOfBoth: role(denying([{ names: ['by-alias', 'secret'], privileges: ['read'] }])),
  noKibana: role(denying([{ names: ['.kib*'], privileges: ['read'] }])),
  noSettings: role(denying([], ['cluster:admin/settings/update'])),
  noSecurity: role(denying([], ['manage_security'])),
  noOwnKeys: role(denying([], ['manage_own_api_key'])),
  aliasOnly: role({ indices: [{ names: ['by-alias', 'many'], privileges: ['read'] }] }),
})
const catalogue = catalogueOf({
  secret: { aliases: ['by-alias', 'many'] },
  'secret-2': {},
  'x-1': {},
  open: { aliases: ['many'] },
  other: { aliases: ['fine'] },
  '.kibana_1': { hidden: true },
})
const authorizer = createAuthorizer({ roles, catalogue: () => catalogue, clock: fixedClock, enforcesViews: true })
const reached = (identity: Identity, expressions: readonly string[], options = {}): readonly string[] =>
  authorizer
    .authorize(identity, onIndices(SEARCH, expressions, options))
    .expect('indices')
    .indices.map(({ name }) => name)
const as = (...names: readonly string[]): Identity => user('u', names)
const refusal = 'is unauthorized for'

describe('C43 denied indices', () => {
  it.each([
    ['the name', ['secret']],
    ['an alias', ['by-alias']],
    ['an alias of several', ['many']],
    ['date math', ['<secret>']],
    ['the data selector', ['secret::data']],
    ['the name among others', ['other', 'secret']],
    ['the name beside a wildcard', ['*', 'secret']],
  ])('are not reached by %s', (_, expressions) => {
    for (const names of [['all', 'noSecret'], ['noSecret', 'all'], ['both'], ['both', 'all']]) {
      expect(() => reached(as(...names), expressions)).toThrow(refusal)
    }
  })

  it('are not reached by wildcards, whatever they match', () => {
    expect(reached(as('all', 'noSecret'), [])).toEqual(['open', 'other', 'secret-2', 'x-1'])
    expect(reached(as('all', 'noSecret'), ['by-*', 'man*', 'se*t'])).toEqual([])
    expect(reached(as('all', 'noSecrets'), ['*'])).toEqual(['open', 'other'])
    expect(reached(as('all', 'noSecret'), ['secret', 'by-alias'], { ignoreUnavailable: true })).toEqual([])
  })

  it('are not reached by a role that grants nothing but the alias', () => {
    expect(reached(as('aliasOnly'), ['by-alias'])).toEqual(['secret'])
    expect(() => reached(as('aliasOnly', 'noSecret'), ['by-alias'])).toThrow(refusal)
    expect(reached(as('aliasOnly', 'noSecret'), ['*'])).toEqual([])
  })

  it('are meant as well where an alias of theirs is denied', () => {
    expect(() => reached(as('all', 'noAlias'), ['by-alias'])).toThrow(refusal)
    expect(() => reached(as('all', 'noAlias'), ['secret'])).toThrow(refusal)
    expect(() => reached(as('all', 'noAlias'), ['many'])).toThrow(refusal)
    expect(reached(as('all', 'noAlias'), ['open', 'secret-2'])).toEqual(['open', 'secret-2'])
  })

  it('stay denied where only an alias is denied: its holder cannot take it away', () => {
    const remove = (names: readonly string[], indices: readonly string[], aliases: readonly string[]) => () =>
      authorizer.authorize(
        as(...names),
        call('indices:admin/aliases', { kind: 'aliases', actions: [{ kind: 'remove', indices, aliases }] }),
      )
    expect(remove(['all'], ['secret'], ['by-alias'])).not.toThrow()
    for (const indices of [['secret'], ['*'], ['<secret>'], ['open', 'secret']]) {
      for (const aliases of [['by-alias'], ['*'], ['_all'], ['many', 'by-*']]) {
        expect(remove(['all', 'noAlias'], indices, aliases)).toThrow('because something is denied under this name')
      }
    }
    expect(remove(['all', 'noAlias'], ['secret'], ['many'])).not.toThrow()
    expect(remove(['all', 'noAlias'], ['other'], ['*'])).not.toThrow()
    expect(remove(['all', 'noReadOfBoth'], ['secret'], ['*'])).not.toThrow()
  })

  it('may have restricted names', () => {
    expect(reached(as('all'), ['.kibana_1'])).toEqual(['.kibana_1'])
    expect(() => reached(as('all', 'noKibana'), ['.kibana_1'])).toThrow(refusal)
    expect(reached(as('all', 'noKibana'), ['.k*'], { expandHidden: true })).toEqual([])
  })

  it('are refused item by item', () => {
    const items: readonly ItemTarget[] = ['secret', 'by-alias', 'other', 'fine'].map((index) => ({
      action: GET,
      index,
      creates: false,
    }))
    const { items: verdicts } = authorizer
      .authorize(as('all', 'noSecret'), call('indices:data/read/mget', { kind: 'items', items }))
      .expect('items')
    expect(verdicts.map(({ granted }) => granted)).toEqual([false, false, true, true])
  })

  it('cannot be made, nor named by a new alias', () => {
    const create = (index: string, aliases: readonly string[]) => () =>
      authorizer.authorize(as('all', 'noSecrets'), call('indices:admin/create', { kind: 'create', index, aliases }))
    expect(create('sec-new', [])).toThrow(refusal)
    expect(create('fresh', ['secret-alias'])).toThrow(refusal)
    expect(create('fresh', ['x-1'])).toThrow(refusal)
    expect(create('fresh', ['good'])).not.toThrow()
  })

  it('stay denied to API keys, whichever side denies', () => {
    const open = { all: everything }
    const closed = { all: everything, no: denying([{ names: ['secret'], privileges: ['all'] }]) }
    const described = (plain: object): Rights => ({ kind: 'descriptors', json: JSON.stringify(plain) })
    for (const [own, by] of [
      [open, closed],
      [closed, open],
      [closed, closed],
    ] as const) {
      const rights: Rights = { kind: 'limited', own: described(own), by: described(by) }
      const key = subject('u', [], { kind: 'api_key', rights })
      const identity = { authenticating: key, effective: key }
      for (const name of ['secret', 'by-alias', 'many']) expect(() => reached(identity, [name])).toThrow(refusal)
      expect(reached(identity, ['*'])).toEqual(['open', 'other', 'secret-2', 'x-1'])
    }
  })

  it('leave other actions as they are', () => {
    const write = (index: string) => () => authorizer.authorize(as('all', 'noReads'), onIndices('indices:admin/refresh', [index]))
    expect(write('secret')).not.toThrow()
    expect(() => reached(as('all', 'noReads'), ['open'])).toThrow(refusal)
    expect(() => reached(as('all', 'noReads'), [])).toThrow(refusal)
  })

  it('count in privilege checks', () => {
    const covers = (names: readonly string[], pattern: string, privilege: string): boolean | undefined =>
      coversIndex(roles.resolve(names), pattern, [privilege], true)[0]
    expect(covers(['all', 'noSecret'], 'secret', 'read')).toBe(false)
    expect(covers(['all', 'noSecret'], 's*', 'read')).toBe(false)
    expect(covers(['all', 'noSecret'], '*', 'all')).toBe(false)
    expect(covers(['all', 'noSecret'], 'secret-2', 'read')).toBe(true)
    expect(covers(['all', 'noSecret'], 'o*', 'all')).toBe(true)
    expect(covers(['all', 'noReads'], 'open', 'write')).toBe(true)
    expect(covers(['all', 'noReads'], 'open', 'all')).toBe(false)
    expect(covers(['all', 'noReads'], 'open', 'indices:data/read/search')).toBe(false)
    expect(covers(['all', 'noSecrets'], 'x-*', 'read')).toBe(false)
  })
})

describe('C43 denied cluster actions', () => {
  const may = (names: readonly string[], action: string): boolean => {
    try {
      authorizer.authorize(as(...names), call(action, { kind: 'cluster' }))
      return true
    } catch {
      return false
    }
  }

  it('are refused whatever grants them', () => {
    expect(may(['all'], 'cluster:admin/settings/update')).toBe(true)
    expect(may(['all', 'noSettings'], 'cluster:admin/settings/update')).toBe(false)
    expect(may(['all', 'noSettings'], 'cluster:monitor/health')).toBe(true)
    expect(may(['all', 'noSecurity'], 'cluster:admin/xpack/security/role/put')).toBe(false)
  })

  it('leave what one may know of oneself', () => {
    const self = (action: string) => () =>
      authorizer.authorize(as('all', 'noSecurity'), call(action, { kind: 'self', username: 'u' }))
    expect(self('cluster:admin/xpack/security/user/authenticate')).not.toThrow()
    expect(self('cluster:admin/xpack/security/user/has_privileges')).not.toThrow()
    expect(self('cluster:admin/xpack/security/user/change_password')).toThrow(refusal)
  })

  it('are refused where only some requests are granted', () => {
    const set = roles.resolve(['all', 'noOwnKeys'])
    expect(set.grantsOwn('cluster:admin/xpack/security/api_key/get')).toBe(false)
    expect(set.grantsCluster('cluster:admin/xpack/security/api_key/invalidate')).toBe(false)
    expect(set.grantsCluster('cluster:admin/xpack/security/user/get')).toBe(true)
  })

  it('count in privilege checks', () => {
    const covers = (names: readonly string[], privilege: string): boolean => coversCluster(roles.resolve(names), privilege)
    expect(covers(['all', 'noSettings'], 'all')).toBe(false)
    expect(covers(['all', 'noSettings'], 'manage')).toBe(false)
    expect(covers(['all', 'noSettings'], 'monitor')).toBe(true)
    expect(covers(['all', 'noSecurity'], 'manage_api_key')).toBe(false)
    expect(covers(['all', 'noOwnKeys'], 'manage_own_api_key')).toBe(false)
    expect(covers(['all', 'noOwnKeys'], 'manage_api_key')).toBe(false)
  })
})
