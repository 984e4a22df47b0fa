/** Profiles of others: not read, written or switched off without a right to it, and by `global.profile.write` only what it names. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveNode, liveNode, type Sender } from '../support/live-node.ts'

const PASSWORD = 'live-node-password'

describe('profiles of others', () => {
  let live: LiveNode
  let uid: string
  let plain: Sender
  let writer: Sender
  let reader: Sender

  const activate = (by: Sender, username: string, password = PASSWORD) =>
    by('POST', '/_security/profile/_activate', { grant_type: 'password', username, password })

  beforeAll(async () => {
    live = await liveNode()
    await live.user('alice', { cluster: [] })
    plain = await live.user('plain', { cluster: ['monitor'], indices: [{ names: ['*'], privileges: ['all'] }] })
    writer = await live.user('writer', { global: { profile: { write: { applications: ['app-*'] } } } })
    reader = await live.user('reader', { cluster: ['read_security'] })
    uid = (await activate(live.elastic, 'alice')).body.uid
  })
  afterAll(() => live.stop())

  it('needs a right for every API', async () => {
    for (const [method, path, body] of [
      ['GET', `/_security/profile/${uid}`, undefined],
      ['PUT', `/_security/profile/${uid}/_data`, { data: { 'app-1': {} } }],
      ['PUT', `/_security/profile/${uid}/_disable`, undefined],
      ['PUT', `/_security/profile/${uid}/_enable`, undefined],
      ['POST', '/_security/profile/_suggest', { name: 'a' }],
      ['POST', '/_security/profile/_has_privileges', { uids: [uid], privileges: { cluster: ['monitor'] } }],
    ] as const) {
      expect((await plain(method, path, body)).status, path).toBe(403)
    }
    expect((await activate(plain, 'plain')).status).toBe(403)
  })

  it('reads with read_security and changes nothing by it', async () => {
    expect((await reader('GET', `/_security/profile/${uid}`)).body.profiles[0].user.username).toBe('alice')
    expect((await reader('PUT', `/_security/profile/${uid}/_data`, { data: { 'app-1': {} } })).status).toBe(403)
    expect((await reader('PUT', `/_security/profile/${uid}/_disable`)).status).toBe(403)
    expect((await activate(reader, 'alice')).status).toBe(403)
  })

  it.each([
    { data: { other: {} } },
    { data: { 'app-1': {}, other: {} } },
    { data: { 'app-1': {} }, labels: { other: 'x' } },
    { labels: { 'App-1': 'x' } },
    { labels: { __proto__x: 'x' } },
  ])('writes nothing where a role for [app-*] is sent %j', async (body) => {
    const { status } = await writer('PUT', `/_security/profile/${uid}/_data`, body)
    expect([400, 403]).toContain(status)
    const { body: shown } = await live.elastic('GET', `/_security/profile/${uid}?data=*`)
    expect(JSON.stringify(shown.profiles[0])).not.toContain('other')
  })

  it('writes what global.profile.write names, and reads nothing by it', async () => {
    const put = await writer('PUT', `/_security/profile/${uid}/_data`, { data: { 'app-1': { a: 1 } }, labels: { 'app-2': 'x' } })
    expect(put.body).toEqual({ acknowledged: true })
    expect((await writer('GET', `/_security/profile/${uid}`)).status).toBe(403)
    const { body } = await live.elastic('GET', `/_security/profile/${uid}?data=none`)
    expect(body.profiles[0]).toMatchObject({ data: {}, labels: { 'app-2': 'x' } })
  })

  it('is no way to try passwords unseen, or to make profiles of what is no user', async () => {
    const wrong = await activate(live.elastic, 'alice', 'a-wrong-password')
    const unknown = await activate(live.elastic, 'nobody-there', 'a-wrong-password')
    expect([wrong.status, unknown.status]).toEqual([401, 401])
    expect(wrong.text.replaceAll('alice', 'x')).toBe(unknown.text.replaceAll('nobody-there', 'x'))
    expect(wrong.text).not.toContain('a-wrong-password')
    const token = await live.elastic('POST', '/_security/service/elastic/fleet-server/credential/token/p1')
    const service = await live.elastic('POST', '/_security/profile/_activate', {
      grant_type: 'access_token',
      access_token: token.body.token.value,
    })
    expect([400, 401]).toContain(service.status)
  })

  it('holds no more than its bound, and says nothing of a user without profile', async () => {
    const big = { data: { 'app-big': 'x'.repeat(11 * 1024 * 1024) } }
    expect((await live.elastic('PUT', `/_security/profile/${uid}/_data`, big)).status).toBe(400)
    expect((await live.elastic('PUT', '/_security/profile/u_missing_0/_data', { data: { a: {} } })).status).toBe(404)
    const { body } = await live.elastic('GET', `/_security/profile/u_missing_0,${uid}`)
    expect(body.errors.details.u_missing_0.type).toBe('resource_not_found_exception')
    expect(body.profiles).toHaveLength(1)
  })

  it('keeps its id and data over renewals, disappears from its user while disabled', async () => {
    expect((await live.elastic('GET', '/_security/user/alice?with_profile_uid=true')).body.alice.profile_uid).toBe(uid)
    const own = await activate(live.elastic, 'elastic')
    await live.elastic('POST', '/_security/api_key', { name: 'k' })
    for (const path of ['/_security/api_key', '/_security/_query/api_key']) {
      expect((await live.elastic('GET', `${path}?with_profile_uid=true`)).body.api_keys[0].profile_uid).toBe(own.body.uid)
      expect((await live.elastic('GET', path)).text).not.toContain('profile_uid')
    }
    await live.elastic('PUT', `/_security/profile/${uid}/_disable`)
    expect((await live.elastic('GET', '/_security/user/alice?with_profile_uid=true')).text).not.toContain('profile_uid')
    const suggested = await live.elastic('POST', '/_security/profile/_suggest', { name: 'ali' })
    expect(suggested.body.total.value).toBe(0)
    const again = await activate(live.elastic, 'alice')
    expect(again.body).toMatchObject({ uid, enabled: true, labels: { 'app-2': 'x' } })
    const stale = `/_security/profile/${uid}/_data?if_seq_no=0&if_primary_term=1`
    expect((await live.elastic('PUT', stale, { data: { a: 1 } })).status).toBe(409)
  })
})
