/** The official client with tokens: gets one, works with it, refreshes it, ends it. */
import { Client, errors } from '@elastic/elasticsearch'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Node, start } from '../../src/index.ts'

let node: Node
let admin: Client
const clients: Client[] = []

function bearer(token: string): Client {
  const client = new Client({ node: node.url, auth: { bearer: token }, maxRetries: 0 })
  clients.push(client)
  return client
}

async function statusOf(work: Promise<unknown>): Promise<number | undefined> {
  const error = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  )
  return error instanceof errors.ResponseError ? error.statusCode : undefined
}

beforeAll(async () => {
  node = await start({ data: 'memory', settings: { 'xpack.security.authc.password_hashing.algorithm': 'bcrypt4' } })
  admin = new Client(node.clientOptions)
  clients.push(admin)
  const indices = [{ names: ['movies'], privileges: ['all' as const] }]
  await admin.security.putRole({ name: 'movies', cluster: ['manage_token'], indices })
  await admin.security.putUser({ username: 'jack', password: 'jack-password', roles: ['movies'] })
})
afterAll(async () => {
  for (const client of clients) await client.close()
  await node.stop()
})

describe('the official client with a token', () => {
  it('works for a user until the token is ended', async () => {
    const granted = await admin.security.getToken({ grant_type: 'password', username: 'jack', password: 'jack-password' })
    const client = bearer(granted.access_token)
    expect(await client.security.authenticate()).toMatchObject({ username: 'jack', authentication_type: 'token' })
    await client.indices.create({ index: 'movies' })
    const document = { title: 'The Mission' }
    await client.bulk({ refresh: true, operations: [{ index: { _index: 'movies', _id: '1' } }, document] })
    const found = await client.search({ index: 'movies', query: { match: { title: 'mission' } } })
    expect(found.hits.hits.map(({ _source }) => _source)).toEqual([document])
    expect(await statusOf(client.get({ index: 'movies', id: '2' }))).toBe(404)
    expect(await statusOf(client.create({ index: 'movies', id: '1', document }))).toBe(409)
    expect(await statusOf(client.indices.create({ index: 'other' }))).toBe(403)

    const next = await admin.security.getToken({ grant_type: 'refresh_token', refresh_token: granted.refresh_token ?? '' })
    expect(await admin.security.invalidateToken({ token: granted.access_token })).toMatchObject({ invalidated_tokens: 1 })
    expect(await statusOf(client.security.authenticate())).toBe(401)
    expect(await bearer(next.access_token).security.authenticate()).toMatchObject({ username: 'jack' })
    expect(await admin.security.invalidateToken({ username: 'jack' })).toMatchObject({
      invalidated_tokens: 3,
      previously_invalidated_tokens: 1,
    })
    expect(await statusOf(bearer(next.access_token).security.authenticate())).toBe(401)
  })

  it('works for a service account until its token is deleted', async () => {
    const names = { namespace: 'elastic', service: 'fleet-server' }
    const { token } = await admin.security.createServiceToken({ ...names, name: 'mine' })
    const client = bearer(token.value)
    expect(await client.security.authenticate()).toMatchObject({ username: 'elastic/fleet-server', token: { name: 'mine' } })
    expect(await statusOf(client.security.getUser())).toBe(403)
    expect(await admin.security.getServiceCredentials(names)).toMatchObject({ count: 1, tokens: { mine: {} } })
    await admin.security.deleteServiceToken({ ...names, name: 'mine' })
    expect(await statusOf(client.security.authenticate())).toBe(401)
  })
})
