import { describe, expect, it } from 'vitest'
import { Router } from '../../src/http/router.ts'
import { ok } from '../../src/request/reply.ts'
import { fakeApi } from '../support/fake-front.ts'

const api = (name: string, ...routes: string[]) => fakeApi(name, routes, 'none', () => ok(null))

const router = new Router([
  api('info', 'GET /', 'HEAD /'),
  api('bulk', 'POST /_bulk', 'POST /{index}/_bulk'),
  api('indices.get', 'GET /{index}'),
  api('get', 'GET /{index}/_doc/{id}'),
  api('index', 'PUT /{target}/_doc/{id}', 'POST /{target}/_doc/{id}'),
  api('health', 'GET /_cluster/health', 'GET /_cluster/health/{index}'),
])

const match = (method: string, ...segments: string[]) => {
  const found = router.match(method, segments, segments)
  return found.kind === 'matched' ? [found.api.name, Object.fromEntries(found.path)] : found
}

describe('Router', () => {
  it('prefers literals, and names variables as each route does', () => {
    expect(match('GET')).toEqual(['info', {}])
    expect(match('POST', '_bulk')).toEqual(['bulk', {}])
    expect(match('POST', 'a', '_bulk')).toEqual(['bulk', { index: 'a' }])
    expect(match('GET', 'a', '_doc', '1')).toEqual(['get', { index: 'a', id: '1' }])
    expect(match('PUT', 'a', '_doc', '1')).toEqual(['index', { target: 'a', id: '1' }])
    expect(match('GET', '_cluster', 'health', 'x')).toEqual(['health', { index: 'x' }])
  })

  it('stays with the literal where that does not know the method: /_bulk is no index', () => {
    expect(match('GET', '_bulk')).toEqual({ kind: 'methodNotAllowed', allowed: ['POST'] })
  })

  it('goes back to a variable where the literal leads nowhere', () => {
    expect(match('GET', '_cluster', '_doc', 'health')).toEqual(['get', { index: '_cluster', id: 'health' }])
    expect(match('GET', '_cluster')).toEqual(['indices.get', { index: '_cluster' }])
  })

  it('matches literals as sent and hands on variables decoded', () => {
    const found = router.match('GET', ['a', '_doc', '%31'], ['a', '_doc', '1'])
    expect(found).toMatchObject({
      kind: 'matched',
      path: new Map([
        ['index', 'a'],
        ['id', '1'],
      ]),
    })
    expect(router.match('GET', ['a', '_d%6fc', '1'], ['a', '_doc', '1'])).toEqual({ kind: 'unknown' })
  })

  it('lists the allowed methods of a known path in a fixed order', () => {
    expect(match('DELETE', 'a', '_doc', '1')).toEqual({ kind: 'methodNotAllowed', allowed: ['GET', 'POST', 'PUT'] })
    expect(match('POST')).toEqual({ kind: 'methodNotAllowed', allowed: ['GET', 'HEAD'] })
    expect(match('GET', 'a', 'b', 'c', 'd')).toEqual({ kind: 'unknown' })
    expect(match('get', 'a')).toMatchObject({ kind: 'methodNotAllowed' })
  })

  it('refuses two APIs with one route', () => {
    expect(() => new Router([api('one', 'GET /{index}/_x'), api('two', 'GET /{target}/_x')])).toThrow(
      'GET /{target}/_x of [two] is taken by /{index}/_x of [one]',
    )
  })
})
