/**
 * No route is forgotten (a forgotten one is how `/`, `/_cat` or a metrics page came to be open elsewhere): every declared route is called as
 * nobody and as a user without roles. Read from the declarations, so a new API is covered the moment it exists.
 */
import { request } from 'node:http'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { APIS } from '../../src/api/index.ts'
import { type Node, start } from '../../src/index.ts'

let node: Node
beforeAll(async () => {
  node = await start({ data: 'memory' })
  const created = await send(
    'PUT',
    '/_security/user/nobody_special',
    basic('elastic', node.password),
    '{"password":"no-roles-at-all","roles":[]}',
  )
  expect(created.status).toBe(200)
})
afterAll(() => node.stop())

const basic = (username: string, password: string): string => `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`

function send(method: string, path: string, authorization?: string, body?: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      ...(authorization === undefined ? {} : { authorization }),
      ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) }),
    }
    const call = request(node.url + path, { method, headers }, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
    })
    call.on('error', reject)
    call.end(body)
  })
}

const routes = APIS.flatMap((api) => api.routes.map((route) => ({ api, method: route.method, path: route.path })))
/** A path of the route: `{index}` as an index that does not exist, other variables as themselves. */
const exampleOf = (template: string): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'index' ? 'some-index' : 'x'))

it('answers 401 to nobody on every route, known or not', async () => {
  const unknown = [
    '/nope/nope/nope',
    '/favicon.ico',
    '/_metrics',
    '/metrics',
    '/debug',
    '/_plugins',
    '/%5f',
    '/_sallyport/nope',
  ].map((path) => ({ method: 'GET', path }))
  for (const { method, path } of [...routes, ...unknown, { method: 'PATCH', path: '/x' }, { method: 'TRACE', path: '/' }]) {
    const { status, body } = await send(method, exampleOf(path))
    expect(status, `${method} ${path}`).toBe(401)
    if (method !== 'HEAD') expect(body, `${method} ${path}`).toContain('missing authentication credentials')
  }
})

it('refuses a user without roles on every route that is not about himself', async () => {
  const authorization = basic('nobody_special', 'no-roles-at-all')
  const allowed: string[] = []
  for (const { api, method, path } of routes) {
    const { status, body } = await send(method, exampleOf(path), authorization)
    // A body or parameter that is missing is told before rights are asked for, as in Elasticsearch.
    const isRefused = status === 403 || (status === 400 && !body.includes('"acknowledged"'))
    if (!isRefused && api.scope !== 'self') allowed.push(`${api.name} ${method} ${path}: ${status}`)
  }
  expect(allowed).toEqual([])
})
