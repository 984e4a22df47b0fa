/** Settings of the file that the cluster settings may change while the node runs. */
import { afterEach, expect, it } from 'vitest'
import { type Node, start } from '../src/index.ts'

let node: Node
afterEach(() => node.stop())

async function ask(method: string, path: string, body?: unknown) {
  const authorization = `Basic ${Buffer.from(`elastic:${node.password}`).toString('base64')}`
  const response = await fetch(node.url + path, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: response.status, text: await response.text() }
}

it('a write makes no index where the configuration forbids it, until the cluster settings allow it', async () => {
  node = await start({ data: 'memory', settings: { 'action.auto_create_index': '+logs-*,-*' } })
  expect((await ask('PUT', '/logs-1/_doc/1', {})).status).toBe(201)
  const refused = await ask('PUT', '/other/_doc/1', {})
  expect(refused.status).toBe(404)
  expect(refused.text).toContain('[action.auto_create_index] contains [-*] which forbids automatic creation of the index')
  expect((await ask('GET', '/_cluster/settings?include_defaults&flat_settings')).text).toContain(
    '"action.auto_create_index":"+logs-*,-*"',
  )
  await ask('PUT', '/_cluster/settings', { persistent: { action: { auto_create_index: true } } })
  expect((await ask('PUT', '/other/_doc/1', {})).status).toBe(201)
})

it('wildcards delete where the configuration lets them', async () => {
  node = await start({ data: 'memory', settings: { 'action.destructive_requires_name': false } })
  await ask('PUT', '/a')
  expect((await ask('DELETE', '/*')).status).toBe(200)
  await ask('PUT', '/_cluster/settings', { persistent: { action: { destructive_requires_name: true } } })
  expect((await ask('DELETE', '/*')).status).toBe(400)
})
