/** The library: many nodes in one process, and a reset that leaves nothing behind. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { ConfigError, type Node, start } from '../src/index.ts'

const call = async (
  node: Node,
  method: string,
  path: string,
  { as = `elastic:${node.password}`, body }: { as?: string; body?: unknown } = {},
) => {
  const response = await fetch(node.url + path, {
    method,
    headers: {
      authorization: `Basic ${Buffer.from(as).toString('base64')}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

it('runs several nodes in one process that know nothing of each other', async () => {
  const [one, other] = await Promise.all([start({ data: 'memory' }), start({ data: 'memory', password: 'another-password' })])
  expect(one.url).not.toBe(other.url)
  expect((await call(one, 'PUT', '/mine')).status).toBe(200)
  expect((await call(other, 'GET', '/mine')).status).toBe(404)
  expect((await call(other, 'GET', '/', { as: `elastic:${one.password}` })).status).toBe(401)
  await Promise.all([one.stop(), other.stop()])
  await expect(fetch(one.url)).rejects.toThrow()
})

it('resets indices, users, roles, passwords and settings', async () => {
  const node = await start({ data: 'memory' })
  await call(node, 'PUT', '/idx/_doc/1', { body: { a: 1 } })
  await call(node, 'PUT', '/_security/role/r', { body: { cluster: ['all'] } })
  await call(node, 'PUT', '/_security/user/u', { body: { password: 'user-password', roles: ['r'] } })
  await call(node, 'PUT', '/_cluster/settings', { body: { persistent: { 'action.destructive_requires_name': 'true' } } })
  expect((await call(node, 'GET', '/_cluster/settings')).body.persistent).not.toEqual({})
  await call(node, 'PUT', '/_index_template/logs', { body: { index_patterns: ['logs'], data_stream: {} } })
  expect((await call(node, 'PUT', '/_data_stream/logs')).status).toBe(200)
  await call(node, 'PUT', '/_security/user/kibana_system/_password', { body: { password: 'kibana-password' } })
  await call(node, 'PUT', '/_security/user/elastic/_password', { body: { password: 'changed-password' } })
  expect((await call(node, 'GET', '/')).status).toBe(401)
  for (let time = 0; time < 2; time++) {
    await node.reset()
    expect((await call(node, 'GET', '/')).status).toBe(200)
    expect((await call(node, 'GET', '/idx')).status).toBe(404)
    expect((await call(node, 'GET', '/_data_stream/logs')).status).toBe(404)
    expect((await call(node, 'GET', '/_index_template/logs')).status).toBe(404)
    expect((await call(node, 'GET', '/_security/role/r')).status).toBe(404)
    expect((await call(node, 'GET', '/_cluster/settings')).body.persistent).toEqual({})
    expect((await call(node, 'GET', '/', { as: 'u:user-password' })).status).toBe(401)
    expect((await call(node, 'GET', '/', { as: 'kibana_system:kibana-password' })).status).toBe(401)
  }
  await node.stop()
})

it.each([false, true])('leaves nothing of a memory node behind, nor of its certificates (TLS: %s)', async (tls) => {
  // A folder of this test's own: other tests make nodes at the same time.
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-index-'))
  vi.stubEnv('TMPDIR', folder)
  const node = await start({ data: 'memory', tls })
  if (!tls) await call(node, 'PUT', '/idx/_doc/1', { body: { a: 1 } })
  const folders = (): string[] => readdirSync(folder).filter((name) => name.startsWith('sallyport-'))
  expect(folders()).toHaveLength(1)
  await node.stop()
  expect(folders()).toEqual([])
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

it('refuses settings that are unknown or wrong, all at once', async () => {
  const settings = { 'htpp.port': 1, 'http.cors.enabled': 'maybe' }
  await expect(start({ data: 'memory', settings })).rejects.toThrow(ConfigError)
  await expect(start({ data: 'memory', settings })).rejects.toThrow(/htpp\.port[\s\S]*cors/)
})
