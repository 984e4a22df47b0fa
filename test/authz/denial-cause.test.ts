/** What a refusal says where a role denies: not that some privilege would help. */
import { describe, expect, it } from 'vitest'
import { createAuthorizer } from '../../src/authz/authorize.ts'
import { ElasticError } from '../../src/core/errors.ts'
import type { Call } from '../../src/request/api.ts'
import type { Identity, Rights } from '../../src/request/identity.ts'
import { call, catalogueOf, fixedClock, fixedRoles, onIndices, role, subject, user } from './fakes.ts'

const SEARCH = 'indices:data/read/search'
const roles = fixedRoles({
  books: role({ cluster: ['all'], indices: [{ names: ['books', 'secret', 'door'], privileges: ['all'] }] }),
  no_secret: role({ deny: { indices: [{ names: ['secret'], privileges: ['read'] }], cluster: ['manage_security'] } }),
  no_secrets: role({ deny: { indices: [{ names: ['sec*'], privileges: ['all'] }] } }),
  no_reads: role({ deny: { indices: [{ names: ['*'], privileges: ['read'] }] } }),
})
const catalogue = catalogueOf({ secret: { aliases: ['door'] }, books: {}, films: {} })
const authorizer = createAuthorizer({ roles, catalogue: () => catalogue, clock: fixedClock })
const reasonOf = (identity: Identity, asked: Call): string => {
  try {
    authorizer.authorize(identity, asked)
  } catch (error) {
    if (error instanceof ElasticError) return error.reason
    throw error
  }
  return 'allowed'
}
const prefix = `action [${SEARCH}] is unauthorized for user [u] with effective roles`

describe('a refusal', () => {
  it('names the role that denies, and no privilege', () => {
    expect(reasonOf(user('u', ['books', 'no_secret']), onIndices(SEARCH, ['secret']))).toBe(
      `${prefix} [books,no_secret] on indices [secret], because role [no_secret] denies it`,
    )
    expect(reasonOf(user('u', ['books', 'no_secret', 'no_secrets']), onIndices(SEARCH, ['secret']))).toBe(
      `${prefix} [books,no_secret,no_secrets] on indices [secret], because roles [no_secret,no_secrets] deny it`,
    )
  })

  it('does so for names behind which something is denied, and for date math', () => {
    for (const name of ['door', '<secret>']) {
      const reason = reasonOf(user('u', ['books', 'no_secret']), onIndices(SEARCH, [name]))
      expect(reason).toContain(', because role [no_secret] denies it')
      expect(reason).not.toContain('granted by')
    }
  })

  it('tells apart what is denied and what is not granted', () => {
    expect(reasonOf(user('u', ['books', 'no_secret']), onIndices(SEARCH, ['secret', 'films']))).toBe(
      `${prefix} [books,no_secret] on indices [secret,films], because role [no_secret] denies it on [secret], this action is granted by the index privileges [read,all]`,
    )
    expect(reasonOf(user('u', ['books', 'no_secret']), onIndices(SEARCH, ['films']))).toBe(
      `${prefix} [books,no_secret] on indices [films], this action is granted by the index privileges [read,all]`,
    )
  })

  it('is about everything where everything is denied', () => {
    expect(reasonOf(user('u', ['books', 'no_reads']), onIndices(SEARCH, ['*']))).toBe(
      `${prefix} [books,no_reads], because role [no_reads] denies it`,
    )
  })

  it('is the same for cluster actions', () => {
    const put = 'cluster:admin/xpack/security/role/put'
    expect(reasonOf(user('u', ['books', 'no_secret']), call(put, { kind: 'cluster' }))).toBe(
      `action [${put}] is unauthorized for user [u] with effective roles [books,no_secret], because role [no_secret] denies it`,
    )
  })

  it('names no roles to those who are told none', () => {
    const rights: Rights = {
      kind: 'limited',
      own: { kind: 'descriptors', json: '{"k":{"indices":[{"names":["*"],"privileges":["all"]}]}}' },
      by: { kind: 'roles', names: ['books', 'no_secret'] },
    }
    const key = subject('u', [], {
      kind: 'api_key',
      rights,
      apiKey: { id: 'k1', name: 'k', type: 'rest', ownerRealm: { name: 'default_native', type: 'native' } },
    })
    expect(reasonOf({ authenticating: key, effective: key }, onIndices(SEARCH, ['secret']))).toBe(
      `action [${SEARCH}] is unauthorized for API key id [k1] of user [u] on indices [secret], because it is denied`,
    )
  })

  it('names the roles of the one who is acted for', () => {
    const mara = subject('mara', ['books', 'no_secret'])
    const boss = subject('boss', ['boss'])
    const runner = fixedRoles({ boss: role({ run_as: ['*'] }) })
    const both = { rightsOf: (party: typeof mara) => (party === boss ? runner : roles).rightsOf(party) }
    const gate = createAuthorizer({ roles: both, catalogue: () => catalogue, clock: fixedClock })
    const identity = { authenticating: boss, effective: mara, runAs: 'mara' }
    expect(() => gate.authorize(identity, onIndices(SEARCH, ['secret']))).toThrow(
      `action [${SEARCH}] is unauthorized for user [boss] run as [mara] with effective roles [books,no_secret] on indices [secret], because role [no_secret] denies it`,
    )
  })
})
