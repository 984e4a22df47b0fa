/** C43: a privilege check does not promise what a denial by another name takes away. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type LiveNode, liveNode, type Sender } from '../support/live-node.ts'

let live: LiveNode
let dan: Sender

beforeAll(async () => {
  live = await liveNode()
  await live.elastic('PUT', '/secret', { aliases: { door: {} } })
  await live.elastic('PUT', '/vault', { aliases: { strongroom: {} } })
  await live.elastic('PUT', '/open', { aliases: { porch: {} } })
  dan = await live.user('dan', {
    indices: [{ names: ['*'], privileges: ['all'] }],
    deny: { indices: [{ names: ['secret', 'strongroom'], privileges: ['read'] }] },
  })
})
afterAll(() => live.stop())

const covers = async (name: string, privilege: string): Promise<boolean> => {
  const { body } = await dan('POST', '/_security/user/_has_privileges', { index: [{ names: [name], privileges: [privilege] }] })
  return body.index[name][privilege]
}

it('follows aliases to what is denied, and from what is denied', async () => {
  for (const name of ['secret', 'door', 'vault', 'strongroom']) {
    expect([name, await covers(name, 'read')]).toEqual([name, false])
    expect([name, (await dan('GET', `/${name}/_search`)).status]).toEqual([name, 403])
    expect([name, await covers(name, 'write')]).toEqual([name, true])
  }
  for (const name of ['open', 'porch', 'not-there']) expect([name, await covers(name, 'read')]).toEqual([name, true])
})

it('follows patterns to the names there are', async () => {
  for (const pattern of ['doo*', 'v?ult', '/va.*/', '*'])
    expect([pattern, await covers(pattern, 'read')]).toEqual([pattern, false])
  for (const pattern of ['po*', '/o.*n/']) expect([pattern, await covers(pattern, 'read')]).toEqual([pattern, true])
})

it('follows the names as they are at the moment', async () => {
  expect(await covers('later', 'read')).toBe(true)
  await live.elastic('PUT', '/secret/_alias/later')
  expect(await covers('later', 'read')).toBe(false)
  await live.elastic('DELETE', '/secret/_alias/later')
  expect(await covers('later', 'read')).toBe(true)
})
