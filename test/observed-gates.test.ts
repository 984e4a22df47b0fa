import { expect, it } from 'vitest'
import { ElasticError, forbidden } from '../src/core/errors.ts'
import type { ServerEvent } from '../src/observe/events.ts'
import { type GateAccounts, observedAuthenticator, observedAuthorizer } from '../src/observed-gates.ts'
import type { Call } from '../src/request/api.ts'
import type { RequestHead } from '../src/request/head.ts'
import type { Identity } from '../src/request/identity.ts'

const head = { id: 'r1', uri: '/idx?api_key=canary', rawPath: '/idx', remoteAddress: '10.0.0.1' } as RequestHead
const identity = { authenticating: { username: 'mara' } } as Identity
const call = { id: 'r1', api: { action: 'indices:admin/create' } } as Call

function observed() {
  const events: ServerEvent[] = []
  const counted: unknown[] = []
  const accounts: GateAccounts = {
    observer: { emit: (event: ServerEvent) => void events.push(event) },
    uses: { used: (...use) => void counted.push(['used', ...use]), denied: (key) => void counted.push(['denied', key]) },
    metrics: { observe: (api, status) => void counted.push([api, status]) },
  }
  return { events, counted, accounts }
}

it('reports a refusal of the first gate, without the query string, and hands it on', async () => {
  const { events, counted, accounts } = observed()
  const refusal = new ElasticError('security_exception', `missing credentials for [${head.uri}]`, { status: 401 })
  const gate = observedAuthenticator({ identify: () => Promise.reject(refusal) }, accounts)
  await expect(gate.identify(head)).rejects.toBe(refusal)
  const reason = 'missing credentials for [/idx]'
  expect(events).toEqual([{ kind: 'authentication_failed', requestId: 'r1', uri: '/idx', reason, remoteAddress: '10.0.0.1' }])
  expect(counted).toEqual([['unidentified', 401]])
})

it('counts the uses and the denials of API keys, as first and as second identity', async () => {
  const { counted, accounts } = observed()
  const holder = (id: string) => ({ authenticating: { username: 'mara', apiKey: { id } } }) as Identity
  const both = { ...holder('one'), secondary: holder('two') } as Identity
  await observedAuthenticator({ identify: async () => both }, accounts).identify(head)
  const denying = {
    authorize: () => {
      throw forbidden('no')
    },
  }
  expect(() => observedAuthorizer(denying, accounts).authorize(both, call)).toThrow('no')
  expect(counted).toEqual([
    ['used', 'api_key/one', '10.0.0.1', false],
    ['used', 'api_key/two', '10.0.0.1', false],
    ['denied', 'api_key/one'],
  ])
})

it('counts the uses and the denials of service tokens, those of the file apart', async () => {
  const { counted, accounts } = observed()
  const holder = (type: string) => ({ authenticating: { username: 'elastic/kibana', token: { name: 't', type } } }) as Identity
  for (const type of ['_service_account_index', '_service_account_file']) {
    await observedAuthenticator({ identify: async () => holder(type) }, accounts).identify(head)
  }
  const refusing = {
    authorize: () => {
      throw forbidden('no')
    },
  }
  expect(() => observedAuthorizer(refusing, accounts).authorize(holder('_service_account_file'), call)).toThrow('no')
  expect(counted).toEqual([
    ['used', '_service_account_index/elastic/kibana/t', '10.0.0.1', false],
    ['used', '_service_account_file/elastic/kibana/t', '10.0.0.1', false],
    ['denied', '_service_account_file/elastic/kibana/t'],
  ])
})

it('reports a denial of the second, and hands it on', () => {
  const { events, accounts } = observed()
  const refusal = forbidden('no')
  const gate = observedAuthorizer(
    {
      authorize: () => {
        throw refusal
      },
    },
    accounts,
  )
  expect(() => gate.authorize(identity, call)).toThrow(refusal)
  expect(events).toEqual([
    { kind: 'access_denied', requestId: 'r1', action: 'indices:admin/create', username: 'mara', reason: 'no' },
  ])
})

it('reports nothing else', async () => {
  const { events, accounts } = observed()
  const broken = new Error('broken')
  await expect(observedAuthenticator({ identify: () => Promise.reject(broken) }, accounts).identify(head)).rejects.toBe(broken)
  await observedAuthenticator({ identify: async () => identity }, accounts).identify(head)
  expect(events).toEqual([])
})
