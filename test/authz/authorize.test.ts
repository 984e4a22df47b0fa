import { describe, expect, it } from 'vitest'
import { rolesTarget } from '../../src/api/security/role/roles-target.ts'
import { createAuthorizer } from '../../src/authz/authorize.ts'
import { ElasticError } from '../../src/core/errors.ts'
import type { Access } from '../../src/request/access.ts'
import type { Call } from '../../src/request/api.ts'
import type { Identity } from '../../src/request/identity.ts'
import { type ItemTarget, STRICT_EXPAND_OPEN } from '../../src/request/names.ts'
import { call, catalogueOf, fixedClock, fixedRoles, onIndices, role, subject, user } from './fakes.ts'

const SEARCH = 'indices:data/read/search'
const REFRESH = 'indices:admin/refresh'
const BULK = 'indices:data/write/bulk'
const INDEX = 'indices:data/write/index:op_type/index'
const CREATE = 'indices:data/write/index:op_type/create'
const UPDATE = 'indices:data/write/update'
const DELETE = 'indices:data/write/delete'
const MGET_ITEM = 'indices:data/read/mget[shard]'

const indices = (names: readonly string[], privileges: readonly string[], rest = {}) => ({
  indices: [{ names, privileges, ...rest }],
})

const roles = fixedRoles({
  superuser: role({
    cluster: ['all'],
    indices: [
      { names: ['*'], privileges: ['all'] },
      {
        names: ['*'],
        privileges: ['monitor', 'read', 'view_index_metadata', 'read_cross_cluster'],
        allow_restricted_indices: true,
      },
    ],
    run_as: ['*'],
  }),
  reader: role({ cluster: ['monitor'], ...indices(['logs-*', 'books'], ['read', 'view_index_metadata']) }),
  rd: role(indices(['books', 'logs-*', 'al-*'], ['read'])),
  no: role({}),
  cd: role(indices(['books'], ['create_doc'])),
  ix: role(indices(['books'], ['index'])),
  cr: role(indices(['cr-*'], ['create_index'])),
  cra: role(indices(['cr-*'], ['manage'])),
  ac: role(indices(['auto-*'], ['create_index', 'create_doc'])),
  alu: role(indices(['al-*'], ['all'])),
  lgu: role(indices(['logs-*'], ['all'])),
  raw: role(indices(['bo*'], [UPDATE])),
  dls: role(indices(['books'], ['all'], { query: { term: { dept: 'a' } } })),
  fls: role(indices(['books'], ['read'], { field_security: { grant: ['title'] } })),
  whole: role(indices(['books'], ['read'], { field_security: { grant: ['*'] } })),
  kib: role(indices(['.kibana', '.k*'], ['read'])),
  kibr: role(indices(['.kibana'], ['read'], { allow_restricted_indices: true })),
  sar: role({ run_as: ['ta', 'tb*'] }),
  tar: role({ cluster: ['monitor'] }),
  mo: role({ cluster: ['monitor'], ...indices(['books', 'logs-*'], ['monitor', 'read']) }),
  mo2: role(indices(['books'], ['monitor', 'read'])),
  apps: role({ global: { application: { manage: { applications: ['app', 'app-*'] } } } }),
})

const catalogue = catalogueOf({
  books: {},
  hidden: { aliases: ['al-hidden'] },
  'logs-1': { aliases: ['al-1', 'al-many'] },
  'logs-2': { aliases: ['al-many'] },
  'logs-3': { closed: true },
  'hid-1': { hidden: true },
  '.dot-1': { hidden: true },
  '.kibana': { hidden: true },
})

const authorizer = createAuthorizer({ roles, catalogue: () => catalogue, clock: fixedClock })

const as = (...names: readonly string[]): Identity => user(names[0] ?? 'nobody', names)
const ask = (identity: Identity, request: Call): Access => authorizer.authorize(identity, request)

const refusal = (identity: Identity, request: Call): ElasticError => caught(() => ask(identity, request))

function caught(run: () => unknown): ElasticError {
  try {
    run()
  } catch (error) {
    if (error instanceof ElasticError) return error
    throw error
  }
  throw new Error('was allowed')
}

const reason = (identity: Identity, request: Call): string => refusal(identity, request).reason
const granted = (identity: Identity, request: Call): readonly string[] =>
  ask(identity, request)
    .expect('indices')
    .indices.map(({ name, alias }) => (alias ? `${name} by ${alias}` : name))

const items = (parent: string, list: readonly ItemTarget[]): Call => call(parent, { kind: 'items', items: list })
const item = (action: string, index: string, creates = action.includes('index:') || action === UPDATE): ItemTarget => ({
  action,
  index,
  creates,
})

function verdicts(identity: Identity, request: Call): readonly string[] {
  return ask(identity, request)
    .expect('items')
    .items.map((verdict) =>
      verdict.granted ? `${verdict.index.name}${verdict.exists ? '' : ' if there'}` : verdict.error.reason,
    )
}

const denied = (action: string, who: string, names: string, by: string): string =>
  `action [${action}] is unauthorized for user [${who}] with effective roles [${who}]${names}, this action is granted by the index privileges [${by}]`

describe('roles that manage roles', () => {
  const PUT = 'cluster:admin/xpack/security/role/put'
  const manage = (names: readonly string[], privileges: readonly string[]) => ({
    global: { role: { manage: { indices: [{ names, privileges }] } } },
  })
  const rights = fixedRoles({
    readers: role(manage(['a*'], ['read'])),
    writers: role(manage(['a*'], ['write'])),
    nobody: role({ cluster: ['monitor'] }),
  })
  const managing = createAuthorizer({ roles: rights, catalogue: () => catalogue, clock: fixedClock })
  const mayPut = (who: string, plain: unknown): boolean => {
    try {
      managing.authorize(as(who), call(PUT, rolesTarget([role(plain)])))
      return true
    } catch (error) {
      expect((error as ElasticError).type).toBe('security_exception')
      return false
    }
  }
  const reading = (name: string, more: object = {}) => ({ indices: [{ names: [name], privileges: ['read'], ...more }] })

  it.each([
    ['no privileges at all', {}],
    ['a name within', reading('ab')],
    ['a pattern within', reading('ab*')],
    ['a regular expression within', reading('/a.*/')],
    ['an action of the privilege', { indices: [{ names: ['ab'], privileges: ['indices:data/read/search'] }] }],
    ['less than a whole index', reading('ab', { query: { term: { a: 1 } }, field_security: { grant: ['x'] } })],
    ['metadata and a description', { ...reading('ab'), metadata: { a: 1 }, description: 'x' }],
  ])('may grant %s', (_, plain) => {
    expect(mayPut('readers', plain)).toBe(true)
    expect(mayPut('nobody', plain)).toBe(false)
  })

  it.each([
    ['other names', reading('b')],
    ['every name', reading('*')],
    ['restricted names', { indices: [{ names: ['*'], privileges: ['read'], allow_restricted_indices: true }] }],
    ['more privileges', { indices: [{ names: ['ab'], privileges: ['read', 'view_index_metadata'] }] }],
    ['privileges beyond those managed', { indices: [{ names: ['ab'], privileges: ['read', 'write'] }] }],
    ['cluster privileges', { ...reading('ab'), cluster: ['monitor'] }],
    ['the right to act as others', { ...reading('ab'), run_as: ['x'] }],
    ['privileges of applications', { applications: [{ application: 'app', privileges: ['read'], resources: ['*'] }] }],
    ['the management of roles', manage(['a*'], ['read'])],
    ['remote indices', { remote_indices: [{ names: ['ab'], privileges: ['read'], clusters: ['c'] }] }],
  ])('may not grant %s', (_, plain) => {
    expect(mayPut('readers', plain)).toBe(false)
  })
})

describe('cluster actions', () => {
  it('are granted by privilege and refused in words', () => {
    expect(ask(as('reader'), call('cluster:monitor/health', { kind: 'cluster' })).grants).toEqual({ kind: 'cluster' })
    expect(reason(as('reader'), call('cluster:admin/xpack/security/user/get', { kind: 'cluster' }))).toBe(
      'action [cluster:admin/xpack/security/user/get] is unauthorized for user [reader] with effective roles [reader], this action is granted by the cluster privileges [read_security,manage_security,all]',
    )
  })

  it('name roles in order, and those that do not exist', () => {
    const identity = user('gg', ['zz', 'gone2', 'no', 'gone1', 'aa', 'cd'])
    expect(reason(identity, call('cluster:monitor/health', { kind: 'cluster' }))).toBe(
      'action [cluster:monitor/health] is unauthorized for user [gg] with effective roles [cd,no] (assigned roles [aa,gone1,gone2,zz] were not found), this action is granted by the cluster privileges [monitor,manage,all]',
    )
    expect(reason(user('u', []), call('cluster:monitor/health', { kind: 'cluster' }))).toContain('with effective roles [],')
  })

  it('may manage the privileges of some applications by a global privilege', () => {
    const action = 'cluster:admin/xpack/security/privilege/put'
    const about = (...applications: readonly string[]): Call => call(action, { kind: 'cluster', applications })
    expect(ask(as('apps'), about('app', 'app-1')).grants).toEqual({ kind: 'cluster' })
    expect(ask(as('apps'), about('app-*')).grants).toEqual({ kind: 'cluster' })
    expect(reason(as('apps'), about('app', 'other'))).toContain('granted by the cluster privileges [manage_security,all]')
    expect(reason(as('apps'), about())).toContain('is unauthorized')
    expect(reason(as('apps'), about('app*'))).toContain('is unauthorized')
    expect(reason(as('apps'), call(action, { kind: 'cluster' }))).toContain('is unauthorized')
  })
})

describe("one's own account", () => {
  const password = 'cluster:admin/xpack/security/user/change_password'
  const self = (action: string, username?: string): Call => call(action, { kind: 'self', username })

  it('needs no privilege, another one does', () => {
    expect(ask(as('no'), self(password)).grants).toEqual({ kind: 'self', username: 'no' })
    expect(ask(as('no'), self(password, 'no')).grants).toEqual({ kind: 'self', username: 'no' })
    expect(reason(as('no'), self(password, 'other'))).toBe(
      `action [${password}] is unauthorized for user [no] with effective roles [no], this action is granted by the cluster privileges [manage_security,all]`,
    )
    expect(ask(as('superuser'), self(password, 'other')).grants).toEqual({ kind: 'self', username: 'other' })
  })

  it('has a password only where passwords are kept', () => {
    const file = subject('f', ['no'], { realm: { name: 'default_file', type: 'file' } })
    expect(reason({ authenticating: file, effective: file }, self(password))).toContain('is unauthorized')
    const anonymous = subject('_anon', ['no'], { kind: 'anonymous', authenticationType: 'anonymous' })
    expect(reason({ authenticating: anonymous, effective: anonymous }, self(password))).toContain('user [_anon]')
  })

  it('does not make other actions free', () => {
    expect(reason(as('no'), self('cluster:admin/xpack/security/user/delete', 'no'))).toContain('is unauthorized')
  })
})

describe('run-as', () => {
  const task = call('cluster:monitor/task', { kind: 'cluster' })
  const runAs = (name: string, effective = subject(name, ['tar'])): Identity => ({
    authenticating: subject('sa', ['sar']),
    effective,
    runAs: name,
  })

  it('counts the rights of the other', () => {
    expect(ask(runAs('ta'), task).grants).toEqual({ kind: 'cluster' })
    expect(reason(runAs('tb1', subject('tb1', ['no'])), task)).toBe(
      'action [cluster:monitor/task] is unauthorized for user [sa] run as [tb1] with effective roles [no], this action is granted by the cluster privileges [monitor,manage,all]',
    )
  })

  it.each(['tc', 'sa'])('as [%s] is refused before anything else', (name) => {
    expect(reason(runAs(name), task)).toBe(
      `action [cluster:monitor/task] is unauthorized for user [sa] with effective roles [sar], because user [sa] is unauthorized to run as [${name}]`,
    )
  })

  it('as nobody is refused, even to a superuser', () => {
    const identity: Identity = { authenticating: subject('elastic', ['superuser']), effective: undefined, runAs: 'missing' }
    expect(reason(identity, task)).toContain('because user [elastic] is unauthorized to run as [missing]')
  })

  it('never happens without being asked for', () => {
    const identity: Identity = { authenticating: subject('no', ['no']), effective: subject('elastic', ['superuser']) }
    expect(() => ask(identity, task)).toThrow('a second party without run-as')
  })
})

describe('index actions', () => {
  it('that no role grants anywhere tell the names as given', () => {
    const by = 'maintenance,manage,all'
    expect(reason(as('no'), onIndices(REFRESH, ['boo*']))).toBe(denied(REFRESH, 'no', ' on indices [boo*]', by))
    expect(reason(as('no'), onIndices(REFRESH, ['books', '-books']))).toBe(
      denied(REFRESH, 'no', ' on indices [books,-books]', by),
    )
    expect(reason(as('no'), onIndices(REFRESH, ['_all']))).toBe(denied(REFRESH, 'no', ' on indices [_all]', by))
    expect(reason(as('no'), onIndices(REFRESH, []))).toBe(denied(REFRESH, 'no', '', by))
  })

  it('that may reach other clusters tell only plain names', () => {
    expect(reason(as('no'), onIndices(SEARCH, ['b*', '-books']))).toBe(denied(SEARCH, 'no', '', 'read,all'))
    expect(reason(as('no'), onIndices(SEARCH, ['books']))).toBe(denied(SEARCH, 'no', ' on indices [books]', 'read,all'))
  })

  it('are refused on plain names without the privilege, existing or not', () => {
    expect(reason(as('rd'), onIndices(SEARCH, ['hidden']))).toBe(denied(SEARCH, 'rd', ' on indices [hidden]', 'read,all'))
    expect(reason(as('rd'), onIndices(SEARCH, ['nothere']))).toBe(denied(SEARCH, 'rd', ' on indices [nothere]', 'read,all'))
    expect(reason(as('rd'), onIndices(SEARCH, ['books', 'zz', 'hidden']))).toBe(
      denied(SEARCH, 'rd', ' on indices [zz,hidden]', 'read,all'),
    )
    expect(reason(as('rd'), onIndices(SEARCH, ['hidden*', 'hidden']))).toBe(
      denied(SEARCH, 'rd', ' on indices [hidden]', 'read,all'),
    )
    expect(reason(as('rd'), onIndices(SEARCH, ['logs-3', 'hidden']))).toBe(
      denied(SEARCH, 'rd', ' on indices [hidden]', 'read,all'),
    )
    expect(refusal(as('rd'), onIndices(SEARCH, ['hidden'])).status).toBe(403)
  })

  it('answer 404 for a missing name within the privilege', () => {
    expect(refusal(as('rd'), onIndices(SEARCH, ['logs-9']))).toMatchObject({ status: 404, reason: 'no such index [logs-9]' })
  })

  it('reach by wildcard only what is allowed', () => {
    expect(granted(as('rd'), onIndices(SEARCH, []))).toEqual(['books', 'hidden by al-hidden', 'logs-1', 'logs-2'])
    expect(granted(as('rd'), onIndices(SEARCH, ['_all']))).toEqual(['books', 'hidden by al-hidden', 'logs-1', 'logs-2'])
    expect(granted(as('rd'), onIndices(SEARCH, ['hid*']))).toEqual([])
    expect(granted(as('rd'), onIndices(SEARCH, ['*', '-logs-*']))).toEqual([
      'books',
      'hidden by al-hidden',
      'logs-1 by al-1',
      'logs-2 by al-many',
    ])
  })

  it('exclude from what stands before', () => {
    expect(granted(as('rd'), onIndices(SEARCH, ['books', '-books']))).toEqual([])
    expect(granted(as('rd'), onIndices(SEARCH, ['-books', 'books']))).toEqual(['books'])
    expect(granted(as('rd'), onIndices(SEARCH, ['-hidden']))).toEqual([])
    expect(granted(as('rd'), onIndices(SEARCH, ['books', '--books']))).toEqual(['books'])
    expect(granted(as('rd'), onIndices(SEARCH, ['*', '-*']))).toEqual([])
  })

  it('answer 404 for nothing where nothing is not allowed', () => {
    const none = { allowNoIndices: false }
    expect(refusal(as('rd'), onIndices(SEARCH, ['hidden*'], none))).toMatchObject({
      status: 404,
      reason: 'no such index [hidden*]',
    })
    expect(reason(as('rd'), onIndices(SEARCH, ['b*', '-b*'], none))).toBe('no such index [[b*, -b*]]')
    expect(reason(as('rd'), onIndices(SEARCH, ['hidden'], { ...none, ignoreUnavailable: true }))).toBe('no such index [[hidden]]')
    expect(refusal(as('rd'), onIndices(SEARCH, ['hidden*'], none)).details.members).toEqual({
      index_uuid: '_na_',
      index: 'hidden*',
    })
  })

  it('name what the gate let through where it is missing', () => {
    const lenient = { allowNoIndices: false, ignoreUnavailable: true }
    expect(reason(as('superuser'), onIndices(SEARCH, ['nope'], lenient))).toBe('no such index [nope]')
    expect(reason(as('rd'), onIndices(SEARCH, ['hidden', 'logs-9'], lenient))).toBe('no such index [logs-9]')
    expect(refusal(as('superuser'), onIndices(SEARCH, ['nope', 'nope2'], lenient))).toMatchObject({
      reason: 'no such index [null]',
      details: { members: { 'resource.type': 'index_expression', 'resource.id': ['nope', 'nope2'] } },
    })
  })

  it('answer as an engine without a gate does, where security is off', () => {
    const open = createAuthorizer({ roles, catalogue: () => catalogue, clock: fixedClock, isSecured: false })
    const refused = (expressions: readonly string[]) =>
      caught(() => open.authorize(as('superuser'), onIndices(SEARCH, expressions, { allowNoIndices: false })))
    const members = { 'resource.type': 'index_or_alias', 'resource.id': 'nope*', index_uuid: '_na_', index: 'nope*' }
    expect(refused(['nope*'])).toMatchObject({ status: 404, reason: 'no such index [nope*]', details: { members } })
    expect(refused(['*', '-*']).reason).toBe('no such index [null]')
  })

  it('drop what is unavailable where asked to', () => {
    expect(granted(as('rd'), onIndices(SEARCH, ['books', 'hidden', 'logs-9'], { ignoreUnavailable: true }))).toEqual(['books'])
    expect(granted(as('rd'), onIndices(SEARCH, ['logs-3'], { ignoreUnavailable: true }))).toEqual([])
  })

  it('refuse closed indices that are named, and leave out those that are not', () => {
    expect(refusal(as('rd'), onIndices(SEARCH, ['logs-3']))).toMatchObject({ type: 'index_closed_exception', status: 400 })
    expect(granted(as('rd'), onIndices(SEARCH, ['logs-*']))).toEqual(['logs-1', 'logs-2'])
    expect(refusal(as('rd'), onIndices(SEARCH, ['logs-*'], { expandClosed: true })).type).toBe('index_closed_exception')
    expect(granted(as('rd'), onIndices(SEARCH, ['logs-*'], { expandClosed: true, allowClosed: true }))).toEqual([
      'logs-1',
      'logs-2',
      'logs-3',
    ])
  })

  it('take a wildcard as a name where it is not expanded', () => {
    const literal = { expandOpen: false }
    expect(refusal(as('rd'), onIndices(SEARCH, ['logs-*'], literal))).toMatchObject({
      status: 404,
      reason: 'no such index [logs-*]',
    })
    expect(reason(as('rd'), onIndices(SEARCH, ['*'], literal))).toBe(denied(SEARCH, 'rd', ' on indices [*]', 'read,all'))
  })

  it('take _all among others as a name', () => {
    expect(reason(as('rd'), onIndices(SEARCH, ['books', '_all']))).toBe(denied(SEARCH, 'rd', ' on indices [_all]', 'read,all'))
    expect(refusal(as('superuser'), onIndices(SEARCH, ['books', '_all']))).toMatchObject({
      type: 'invalid_index_name_exception',
      reason: "Invalid index name [_all], must not start with '_'.",
    })
  })

  it('show hidden indices only when asked to', () => {
    expect(granted(as('superuser'), onIndices(SEARCH, ['hid*']))).toEqual(['hidden'])
    expect(granted(as('superuser'), onIndices(SEARCH, ['hid*'], { expandHidden: true }))).toEqual(['hid-1', 'hidden'])
    expect(granted(as('superuser'), onIndices(SEARCH, ['.d*']))).toEqual(['.dot-1'])
    expect(granted(as('superuser'), onIndices(SEARCH, ['hid-1']))).toEqual(['hid-1'])
  })

  it('go through aliases by the privilege on the alias', () => {
    expect(granted(as('alu'), onIndices(SEARCH, ['al-1']))).toEqual(['logs-1 by al-1'])
    expect(granted(as('alu'), onIndices(SEARCH, ['*']))).toEqual(['hidden by al-hidden', 'logs-1 by al-1', 'logs-2 by al-many'])
    expect(reason(as('alu'), onIndices(SEARCH, ['logs-1']))).toBe(denied(SEARCH, 'alu', ' on indices [logs-1]', 'read,all'))
    expect(reason(as('lgu'), onIndices(SEARCH, ['al-1']))).toBe(denied(SEARCH, 'lgu', ' on indices [al-1]', 'read,all'))
  })

  it('refuse aliases where only indices will do', () => {
    const options = { allowAliases: false }
    const remove = 'indices:admin/delete'
    expect(reason(as('alu'), onIndices(remove, ['al-1'], options))).toBe(
      'The provided expression [al-1] matches an alias, specify the corresponding concrete indices instead.',
    )
    expect(granted(as('alu'), onIndices(remove, ['al-*'], options))).toEqual([])
  })

  it('resolve date math to the name that counts', () => {
    expect(refusal(as('rd'), onIndices(SEARCH, ['<logs-{now/d}>'])).reason).toBe('no such index [logs-2026.11.25]')
    expect(reason(as('rd'), onIndices(SEARCH, ['<zog-{now/d}>']))).toBe(
      denied(SEARCH, 'rd', ' on indices [zog-2026.11.25]', 'read,all'),
    )
  })

  it('know no other cluster', () => {
    expect(refusal(as('rd'), onIndices(SEARCH, ['cl:books']))).toMatchObject({
      status: 404,
      type: 'no_such_remote_cluster_exception',
    })
    expect(granted(as('rd'), onIndices(SEARCH, ['cl*:books']))).toEqual([])
    expect(granted(as('superuser'), onIndices(SEARCH, ['*:*']))).toEqual([])
  })

  it('know selectors', () => {
    expect(granted(as('rd'), onIndices(SEARCH, ['books::data']))).toEqual(['books'])
    expect(granted(as('rd'), onIndices(SEARCH, ['*::failures']))).toEqual([])
    expect(reason(as('rd'), onIndices(SEARCH, ['books::zzz']))).toBe(
      'Invalid index name [books::zzz], invalid usage of :: separator, [zzz] is not a recognized selector',
    )
    expect(refusal(as('superuser'), onIndices(SEARCH, ['books::failures'])).reason).toBe('no such index [books::failures]')
  })

  it('need what the API requires besides, in order', () => {
    const also = [
      { action: 'cluster:monitor/state', kind: 'cluster' },
      { action: 'indices:monitor/stats', kind: 'indices' },
    ] as const
    const list = (expressions: readonly string[]): Call =>
      call('indices:monitor/settings/get', { kind: 'indices', expressions, options: STRICT_EXPAND_OPEN }, also)
    expect(granted(as('mo'), list([]))).toEqual(['books', 'logs-1', 'logs-2'])
    expect(granted(as('mo'), list(['hid*']))).toEqual([])
    expect(reason(as('mo'), list(['hidden']))).toBe(
      denied('indices:monitor/settings/get', 'mo', ' on indices [hidden]', 'monitor,view_index_metadata,manage,all'),
    )
    expect(reason(as('mo2'), list([]))).toContain('action [cluster:monitor/state] is unauthorized for user [mo2]')
    expect(reason(as('reader'), list([]))).toBe(
      denied('indices:monitor/stats', 'reader', '', 'monitor,cross_cluster_replication,manage,all'),
    )
  })

  it('let whoever may write change the mapping', () => {
    const put = 'indices:admin/mapping/put'
    expect(granted(as('ix'), onIndices(put, ['books']))).toEqual(['books'])
    expect(reason(as('ix'), onIndices(put, ['hidden']))).toBe(denied(put, 'ix', ' on indices [hidden]', 'manage,all'))
    expect(reason(as('rd'), onIndices(put, ['books']))).toBe(denied(put, 'rd', ' on indices [books]', 'manage,all'))
  })
})

describe('restricted names', () => {
  it('are not covered by a role that does not say so, named or not', () => {
    expect(reason(as('kib'), onIndices(SEARCH, ['.kibana']))).toBe(
      denied(SEARCH, 'kib', ' on restricted indices [.kibana]', 'read,all'),
    )
    expect(reason(as('kib'), onIndices(SEARCH, ['.kibana', 'x']))).toContain(' on indices [x] and restricted indices [.kibana],')
    expect(granted(as('kib'), onIndices(SEARCH, ['.*'], { expandHidden: true }))).toEqual([])
    expect(granted(as('kibr'), onIndices(SEARCH, ['.kibana']))).toEqual(['.kibana'])
  })

  it('are read, not written, by a superuser', () => {
    expect(granted(as('superuser'), onIndices(SEARCH, ['.kibana']))).toEqual(['.kibana'])
    expect(verdicts(as('superuser'), items(BULK, [item(INDEX, '.kibana')]))).toEqual([
      'action [indices:data/write/bulk[s]] is unauthorized for user [superuser] with effective roles [superuser] on restricted indices [.kibana], this action is granted by the index privileges [create_doc,create,delete,index,write,all]',
    ])
  })

  it.each(['superuser', 'rd', 'kib'])('of the own records name nothing, to [%s] neither', (name) => {
    for (const index of ['.security', '.security-7', '.security-tokens']) {
      expect(refusal(as(name), onIndices(SEARCH, [index]))).toMatchObject({ status: 404, reason: `no such index [${index}]` })
      expect(granted(as(name), onIndices(SEARCH, [index], { ignoreUnavailable: true }))).toEqual([])
    }
    expect(granted(as(name), onIndices(SEARCH, ['.sec*'], { expandHidden: true }))).toEqual([])
  })

  it('of the own records cannot be made', () => {
    expect(
      refusal(as('superuser'), call('indices:admin/create', { kind: 'create', index: '.security-9', aliases: [] })).status,
    ).toBe(400)
    expect(
      refusal(as('superuser'), call('indices:admin/create', { kind: 'create', index: 'x', aliases: ['.security'] })).status,
    ).toBe(400)
    expect(verdicts(as('superuser'), items(BULK, [item(INDEX, '.security-9')]))).toEqual(['no such index [.security-9]'])
  })
})

describe('creating an index', () => {
  const create = (index: string, ...aliases: readonly string[]): Call =>
    call('indices:admin/create', { kind: 'create', index, aliases })

  it('needs the privilege on its name', () => {
    expect(ask(as('cr'), create('cr-1')).grants).toEqual({ kind: 'create', index: 'cr-1', aliases: [] })
    expect(ask(as('cr'), create('<cr-{now/d}>')).grants).toEqual({ kind: 'create', index: 'cr-2026.11.25', aliases: [] })
    const by = 'create_index,manage,all'
    expect(reason(as('cr'), create('zz'))).toBe(denied('indices:admin/create', 'cr', ' on indices [zz]', by))
    expect(reason(as('no'), create('zz'))).toBe(denied('indices:admin/create', 'no', ' on indices [zz]', by))
    expect(reason(as('cr'), create('<zz-{now/d}>'))).toBe(denied('indices:admin/create', 'cr', ' on indices [<zz-{now/d}>]', by))
  })

  it('with aliases needs that privilege too', () => {
    expect(ask(as('cra'), create('cr-1', 'cr-al')).grants).toEqual({ kind: 'create', index: 'cr-1', aliases: ['cr-al'] })
    expect(reason(as('cr'), create('cr-1', 'cr-al'))).toBe(
      denied('indices:admin/aliases', 'cr', ' on indices [cr-1]', 'manage,all'),
    )
    expect(reason(as('cra'), create('cr-1', 'zz-al'))).toBe(denied('indices:admin/aliases', 'cra', '', 'manage,all'))
  })

  it('takes no wildcard', () => {
    expect(reason(as('superuser'), create('a*'))).toBe(
      'the action indices:admin/create does not support wildcards; the provided index expression(s) [a*] are not allowed',
    )
  })
})

describe('items', () => {
  const bulkBy = 'create_doc,create,delete,index,write,all'

  it('are refused as a whole where the action is allowed nowhere', () => {
    expect(reason(as('rd'), items(BULK, [item(INDEX, 'books')]))).toBe(denied(BULK, 'rd', '', bulkBy))
    expect(reason(as('no'), items('indices:data/read/mget', [item(MGET_ITEM, 'books')]))).toBe(
      denied('indices:data/read/mget', 'no', '', 'read,all'),
    )
    expect(reason(as('rd'), items('indices:data/write/index', [item(INDEX, 'books')]))).toBe(
      denied('indices:data/write/index', 'rd', ' on indices [books]', 'create_doc,create,index,write,all'),
    )
  })

  it('are decided one by one, as Elasticsearch words it', () => {
    const list = [
      item(INDEX, 'books'),
      item(CREATE, 'books'),
      item(UPDATE, 'books'),
      item(DELETE, 'books'),
      item(INDEX, 'hidden'),
      item(INDEX, 'newone'),
    ]
    expect(verdicts(as('cd'), items(BULK, list))).toEqual([
      denied(INDEX, 'cd', ' on indices [books]', 'create,index,write,all'),
      'books',
      denied(UPDATE, 'cd', ' on indices [books]', 'index,write,all'),
      denied(DELETE, 'cd', ' on indices [books]', 'delete,write,all'),
      denied('indices:data/write/bulk[s]', 'cd', ' on indices [hidden]', bulkBy),
      denied('indices:admin/auto_create', 'cd', ' on indices [newone]', 'auto_configure,create_index,manage,all'),
    ])
  })

  it('make their index where that is allowed', () => {
    const {
      items: [verdict],
    } = ask(as('ac'), items(BULK, [item(CREATE, 'auto-1')])).expect('items')
    expect(verdict).toEqual({
      granted: true,
      index: {
        name: 'auto-1',
        restriction: { kind: 'unrestricted' },
        fixedMapping: { error: expect.any(ElasticError), onStreamsOnly: true },
      },
      exists: false,
      mayCreate: true,
    })
    expect(verdicts(as('ac'), items(BULK, [item(INDEX, 'auto-1')]))).toEqual([
      denied(INDEX, 'ac', ' on indices [auto-1]', 'create,index,write,all'),
    ])
    expect(verdicts(as('superuser'), items(BULK, [item(INDEX, 'BAD')]))).toEqual(['Invalid index name [BAD], must be lowercase'])
    expect(verdicts(as('superuser'), items(BULK, [item(INDEX, 'b*')]))).toEqual([
      'the action indices:admin/auto_create does not support wildcards; the provided index expression(s) [b*] are not allowed',
    ])
    expect(verdicts(as('superuser'), items(BULK, [item(DELETE, 'newone')]))).toEqual(['newone if there'])
  })

  it('of a single update ask for it first, then for what carries it out', () => {
    expect(verdicts(as('ix'), items(UPDATE, [item(UPDATE, 'hidden')]))).toEqual([
      denied(UPDATE, 'ix', ' on indices [hidden]', 'index,write,all'),
    ])
    expect(verdicts(as('ix'), items(UPDATE, [item(UPDATE, 'books')]))).toEqual(['books'])
    expect(verdicts(as('raw'), items(UPDATE, [item(UPDATE, 'books')]))).toEqual([
      denied('indices:data/write/bulk[s]', 'raw', ' on indices [books]', bulkBy),
    ])
  })

  it('of reads need the privilege on each name', () => {
    const list = ['books', 'hidden', 'nothere', 'logs-9'].map((name) => item(MGET_ITEM, name))
    expect(verdicts(as('rd'), items('indices:data/read/mget', list))).toEqual([
      'books',
      denied(MGET_ITEM, 'rd', ' on indices [hidden]', 'read,all'),
      denied(MGET_ITEM, 'rd', ' on indices [nothere]', 'read,all'),
      'logs-9 if there',
    ])
  })

  it('go through an alias of one index', () => {
    expect(verdicts(as('alu'), items(BULK, [item(INDEX, 'al-1')]))).toEqual(['logs-1'])
    expect(verdicts(as('alu'), items(BULK, [item(INDEX, 'al-many')]))[0]).toContain(
      'no write index is defined for alias [al-many].',
    )
    expect(verdicts(as('alu'), items('indices:data/read/get', [item('indices:data/read/get', 'al-many')]))).toEqual([
      "alias [al-many] has more than one index associated with it [logs-1, logs-2], can't execute a single index op",
    ])
    expect(verdicts(as('lgu'), items(BULK, [item(INDEX, 'al-1')]))).toEqual([
      denied('indices:data/write/bulk[s]', 'lgu', ' on indices [al-1]', bulkBy),
    ])
  })

  it('are refused on closed indices', () => {
    expect(verdicts(as('lgu'), items(BULK, [item(INDEX, 'logs-3')]))).toEqual(['closed'])
  })

  it('with date math are decided by the name, told by the expression', () => {
    expect(
      verdicts(
        as('ac'),
        items(BULK, [item(CREATE, '<auto-{now/d}>'), item(CREATE, '<zz-{now/d}>'), item(CREATE, '<auto-{now/q}>')]),
      ),
    ).toEqual([
      'auto-2026.11.25 if there',
      denied('indices:admin/auto_create', 'ac', ' on indices [<zz-{now/d}>]', 'auto_configure,create_index,manage,all'),
      'unit [q] not supported for date math [/q]',
    ])
  })
})

describe('document and field restrictions', () => {
  const text = (action: string, who: string): string =>
    `action [${action}] is unauthorized for user [${who}] with effective roles [${who}] on indices [books], because document or field level security applies there, which this server does not enforce yet`

  it.each(['dls', 'fls'])('of [%s] refuse any use while nobody enforces them', (name) => {
    expect(reason(as(name), onIndices(SEARCH, ['books']))).toBe(text(SEARCH, name))
    expect(reason(as(name), onIndices(SEARCH, []))).toBe(text(SEARCH, name))
    expect(verdicts(as(name), items('indices:data/read/mget', [item(MGET_ITEM, 'books')]))).toEqual([text(MGET_ITEM, name)])
  })

  it('refuse writes and management as well', () => {
    expect(verdicts(as('dls'), items(BULK, [item(INDEX, 'books')]))).toEqual([text(INDEX, 'dls')])
    expect(reason(as('dls'), onIndices('indices:admin/delete', ['books']))).toBe(text('indices:admin/delete', 'dls'))
    expect(reason(as('dls'), call('indices:admin/create', { kind: 'create', index: 'books', aliases: [] }))).toContain(
      'does not enforce yet',
    )
  })

  it('give way to an entry that shows everything, for the same action only', () => {
    expect(granted(user('u', ['dls', 'rd']), onIndices(SEARCH, ['books']))).toEqual(['books'])
    expect(reason(user('u', ['dls', 'cd']), onIndices(SEARCH, ['books']))).toContain('does not enforce yet')
    expect(granted(as('whole'), onIndices(SEARCH, ['books']))).toEqual(['books'])
  })

  it('travel on as views where they are enforced', () => {
    const enforcing = createAuthorizer({ roles, catalogue: () => catalogue, clock: fixedClock, enforcesViews: true })
    const { indices: grants } = enforcing.authorize(user('u', ['dls', 'fls']), onIndices(SEARCH, ['books'])).expect('indices')
    expect(grants).toEqual([
      {
        name: 'books',
        restriction: {
          kind: 'views',
          views: [
            { documents: ['{"term":{"dept":"a"}}'], fields: [] },
            { documents: [], fields: [{ grant: ['title'], except: [] }] },
          ],
        },
      },
    ])
  })
})

describe('an access', () => {
  it('belongs to its request and cannot be changed', () => {
    const request = onIndices(SEARCH, ['books'])
    const access = ask(as('rd'), request)
    expect(access.requestId).toBe(request.id)
    expect(access.action).toBe(SEARCH)
    expect(Object.isFrozen(access)).toBe(true)
  })
})
