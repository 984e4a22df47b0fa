import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Node, start } from '../src/index.ts'

let node: Node
beforeAll(async () => {
  node = await start({ data: 'memory', settings: { 'xpack.security.enabled': false } })
})
afterAll(() => node.stop())

const send = async (method: string, path: string, body?: object): Promise<number> => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(node.url + path, { method, ...(body && { headers, body: JSON.stringify(body) }) })
  return response.status
}

it('lets everybody do everything, with restricted names too', async () => {
  expect(await send('PUT', '/.kibana_1', {})).toBe(200)
  expect(await send('PUT', '/.kibana_1/_doc/1?refresh=true', { a: 1 })).toBe(201)
  expect(await send('PUT', '/.fleet-agents-7/_doc/1', { a: 1 })).toBe(201)
  expect(await send('GET', '/.kibana_1/_search')).toBe(200)
  expect(await send('DELETE', '/.kibana_1')).toBe(200)
})
