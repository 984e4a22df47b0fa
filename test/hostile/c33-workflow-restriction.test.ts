/** C33: an API key that is restricted to a workflow opens nothing else, whatever its roles and its owner's grant, and not as somebody else. */
import { describe, expect, it } from 'vitest'
import { APIS } from '../../src/api/index.ts'
import { createAuthorizer } from '../../src/authz/authorize.ts'
import { ElasticError } from '../../src/core/errors.ts'
import type { Identity, Rights } from '../../src/request/identity.ts'
import { call, catalogueOf, fixedClock, fixedRoles, onIndices, role, subject } from '../authz/fakes.ts'

const everything = {
  cluster: ['all'],
  indices: [{ names: ['*'], privileges: ['all'], allow_restricted_indices: true }],
  run_as: ['*'],
}
const restriction = { workflows: ['search_application_query'] }
const roles = fixedRoles({ all: role(everything) })
const catalogue = catalogueOf({ books: {} })
const authorizer = createAuthorizer({ roles, catalogue: () => catalogue, clock: fixedClock })
const described = (plain: object): Rights => ({ kind: 'descriptors', json: JSON.stringify(plain) })
const key = (own: Rights, by: Rights) =>
  subject('u', [], {
    kind: 'api_key',
    rights: { kind: 'limited', own, by },
    apiKey: { id: 'k', name: 'k', type: 'rest', ownerRealm: { name: 'default_native', type: 'native' } },
  })

const restricted = key(described({ r: { ...everything, restriction } }), { kind: 'roles', names: ['all'] })
const parties: readonly (readonly [string, Identity])[] = [
  ['by its own', { authenticating: restricted, effective: restricted }],
  ['by its owner', alone(key({ kind: 'roles', names: ['all'] }, described({ r: { ...everything, restriction } })))],
  ['by one of two roles', alone(key(described({ a: everything, r: { restriction } }), { kind: 'roles', names: ['all'] }))],
  ['and runs as another', { authenticating: restricted, effective: subject('boss', ['all']), runAs: 'boss' }],
]

function alone(party: typeof restricted): Identity {
  return { authenticating: party, effective: party }
}

function refusalOf(identity: Identity, asked: Parameters<typeof authorizer.authorize>[1]): ElasticError {
  try {
    authorizer.authorize(identity, asked)
  } catch (error) {
    if (error instanceof ElasticError) return error
    throw error
  }
  throw new Error('allowed')
}

describe.each(parties)('a key that is restricted %s', (_, identity) => {
  it('is refused every action there is, its own account among them', () => {
    for (const { action, scope } of APIS) {
      const targets = scope === 'self' ? { kind: 'self' as const, username: undefined } : { kind: 'cluster' as const }
      expect(refusalOf(identity, call(action, targets)).details.causedBy?.type, action).toBe('role_restriction_exception')
    }
    expect(refusalOf(identity, onIndices('indices:data/read/search', ['books'])).status).toBe(403)
  })
})

it('is told so in the contract’s words', () => {
  const { reason, status, details } = refusalOf(alone(restricted), onIndices('indices:data/read/search', ['books']))
  expect([status, reason]).toEqual([
    403,
    'action [indices:data/read/search] is unauthorized for API key id [k] of user [u], this action is granted by the index privileges [read,all]',
  ])
  expect(details.rootCause?.map(({ type, reason: why }) => [type, why])).toEqual([
    ['role_restriction_exception', 'access restricted by workflow'],
  ])
})
