import { expect, it } from 'vitest'
import { ElasticError, forbidden } from '../src/core/errors.ts'
import type { ServerEvent } from '../src/observe/events.ts'
import { observedAuthenticator, observedAuthorizer } from '../src/observed-gates.ts'
import type { Call } from '../src/request/api.ts'
import type { RequestHead } from '../src/request/head.ts'
import type { Identity } from '../src/request/identity.ts'

const head = { id: 'r1', uri: '/idx?api_key=canary', rawPath: '/idx', remoteAddress: '10.0.0.1' } as RequestHead
const identity = { authenticating: { username: 'mara' } } as Identity
const call = { id: 'r1', api: { action: 'indices:admin/create' } } as Call

function observed() {
  const events: ServerEvent[] = []
  return { events, observer: { emit: (event: ServerEvent) => void events.push(event) } }
}

it('reports a refusal of the first gate, without the query string, and hands it on', async () => {
  const { events, observer } = observed()
  const refusal = new ElasticError('security_exception', `missing credentials for [${head.uri}]`, { status: 401 })
  const gate = observedAuthenticator({ identify: () => Promise.reject(refusal) }, observer)
  await expect(gate.identify(head)).rejects.toBe(refusal)
  const reason = 'missing credentials for [/idx]'
  expect(events).toEqual([{ kind: 'authentication_failed', requestId: 'r1', uri: '/idx', reason, remoteAddress: '10.0.0.1' }])
})

it('reports a denial of the second, and hands it on', () => {
  const { events, observer } = observed()
  const refusal = forbidden('no')
  const gate = observedAuthorizer(
    {
      authorize: () => {
        throw refusal
      },
    },
    observer,
  )
  expect(() => gate.authorize(identity, call)).toThrow(refusal)
  expect(events).toEqual([
    { kind: 'access_denied', requestId: 'r1', action: 'indices:admin/create', username: 'mara', reason: 'no' },
  ])
})

it('reports nothing else', async () => {
  const { events, observer } = observed()
  const broken = new Error('broken')
  await expect(observedAuthenticator({ identify: () => Promise.reject(broken) }, observer).identify(head)).rejects.toBe(broken)
  await observedAuthenticator({ identify: async () => identity }, observer).identify(head)
  expect(events).toEqual([])
})
