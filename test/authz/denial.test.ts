/** How a refusal calls each kind of party, on cluster actions, on indices and at run-as: the contract's words. */
import { describe, expect, it } from 'vitest'
import { createAuthorizer } from '../../src/authz/authorize.ts'
import { ElasticError } from '../../src/core/errors.ts'
import type { Call } from '../../src/request/api.ts'
import type { Identity } from '../../src/request/identity.ts'
import { call, catalogueOf, fixedClock, fixedRoles, onIndices, role, subject } from './fakes.ts'

const SEARCH = 'indices:data/read/search'
const HEALTH = 'cluster:monitor/health'
const roles = fixedRoles({ reader: role({ indices: [{ names: ['books'], privileges: ['read'] }], run_as: ['mara'] }) })
const catalogue = catalogueOf({ books: {}, films: {}, '.kibana': {} })
const authorizer = createAuthorizer({ roles, catalogue: () => catalogue, clock: fixedClock })

const rights = { kind: 'roles', names: ['reader'] } as const
const key = (username: string) =>
  subject(username, [], {
    kind: 'api_key',
    rights,
    apiKey: { id: 'k-1', name: 'k', type: 'rest', ownerRealm: { name: 'default_native', type: 'native' } },
    authenticationType: 'api_key',
  })
const user = subject('u', ['reader', 'gone', 'also-gone'])
const account = subject('elastic/fleet-server', [], { kind: 'service_account', rights, authenticationType: 'token' })
const anonymous = subject('_anonymous', ['reader'], { kind: 'anonymous' })
const mara = subject('mara', ['reader'])

const alone = (party: typeof user): Identity => ({ authenticating: party, effective: party })
const as = (party: typeof user, effective: typeof user | undefined, runAs: string): Identity => ({
  authenticating: party,
  effective,
  runAs,
})
const PARTIES: readonly (readonly [string, Identity])[] = [
  ['user [u] with effective roles [reader] (assigned roles [also-gone,gone] were not found)', alone(user)],
  ['user [_anonymous] with effective roles [reader]', alone(anonymous)],
  ['API key id [k-1] of user [u]', alone(key('u'))],
  ['API key id [k-1] of user [elastic/fleet-server]', alone(key('elastic/fleet-server'))],
  ['service account [elastic/fleet-server]', alone(account)],
  ['user [u] run as [mara] with effective roles [reader]', as(user, mara, 'mara')],
  ['API key id [k-1] of user [u] run as [mara] with effective roles [reader]', as(key('u'), mara, 'mara')],
]

function reasonOf(identity: Identity, asked: Call): string {
  try {
    authorizer.authorize(identity, asked)
  } catch (error) {
    if (error instanceof ElasticError) return error.reason
    throw error
  }
  throw new Error('allowed')
}

describe.each(PARTIES)('%s', (who, identity) => {
  it('is told what is refused, where, and what would grant it', () => {
    expect(reasonOf(identity, call(HEALTH, { kind: 'cluster' }))).toBe(
      `action [${HEALTH}] is unauthorized for ${who}, this action is granted by the cluster privileges [monitor,manage,all]`,
    )
    expect(reasonOf(identity, onIndices(SEARCH, ['films']))).toBe(
      `action [${SEARCH}] is unauthorized for ${who} on indices [films], this action is granted by the index privileges [read,all]`,
    )
    expect(reasonOf(identity, onIndices(SEARCH, ['films', '.kibana']))).toBe(
      `action [${SEARCH}] is unauthorized for ${who} on indices [films] and restricted indices [.kibana], this action is granted by the index privileges [read,all]`,
    )
    expect(reasonOf(identity, onIndices('indices:admin/delete', ['books']))).toBe(
      `action [indices:admin/delete] is unauthorized for ${who} on indices [books], this action is granted by the index privileges [delete_index,manage,all]`,
    )
  })
})

it.each([
  ['user [u]', ' with effective roles [reader] (assigned roles [also-gone,gone] were not found)', as(user, mara, 'root')],
  ['user [u]', ' with effective roles [reader] (assigned roles [also-gone,gone] were not found)', as(user, undefined, 'ghost')],
  ['API key id [k-1] of user [u]', '', as(key('u'), mara, 'root')],
])('%s is told whom it may not run as', (who, held, identity) => {
  expect(reasonOf(identity, call(HEALTH, { kind: 'cluster' }))).toBe(
    `action [${HEALTH}] is unauthorized for ${who}${held}, because ${who} is unauthorized to run as [${identity.runAs}]`,
  )
})
