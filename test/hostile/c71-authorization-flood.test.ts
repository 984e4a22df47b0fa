/** C71: authorization itself must not be the way to stop the server: names, patterns and checks without end are bounded. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveNode, liveNode, type Sender } from '../support/live-node.ts'

describe('C71 authorization flood', () => {
  let live: LiveNode
  let user: Sender

  beforeAll(async () => {
    live = await liveNode()
    const names = Array.from({ length: 1_000 }, (_, at) => `tenant-${at}-*`)
    user = await live.user('user', {
      indices: [
        { names, privileges: ['read'] },
        { names: ['/(a|b)*c/', '*x*y*z*'], privileges: ['read'] },
      ],
    })
  })
  afterAll(() => live.stop())

  const timed = async (run: () => Promise<unknown>): Promise<number> => {
    const began = process.hrtime.bigint()
    await run()
    return Number(process.hrtime.bigint() - began) / 1e6
  }

  it('asks about very many names in bounded time', async () => {
    const names = Array.from({ length: 2_000 }, (_, at) => `tenant-${at}-*`)
    const check = () => user('POST', '/_security/user/_has_privileges', { index: [{ names, privileges: ['read', 'write'] }] })
    expect(await timed(check)).toBeLessThan(10_000)
    expect((await check()).body.has_all_requested).toBe(false)
  })

  it('refuses to be asked about more', async () => {
    const names = Array.from({ length: 20_000 }, (_, at) => `n-${at}`)
    const { status, body } = await user('POST', '/_security/user/_has_privileges', { index: [{ names, privileges: ['read'] }] })
    expect(status).toBe(400)
    expect(body.error.reason).toContain('may name at most [10000] names')
  })

  it('decides hard patterns in bounded time, in doubt against', async () => {
    const names = ['/(.*a.{1,20}){5}/', '/~((a|b|c)*abc(a|b|c)*)&.*x.*/', '/(a|b|c|d)*a(a|b|c|d){15}/']
    const check = () => user('POST', '/_security/user/_has_privileges', { index: [{ names, privileges: ['read'] }] })
    expect(await timed(check)).toBeLessThan(15_000)
    expect((await check()).body.has_all_requested).toBe(false)
  })

  it('resolves very many expressions in bounded time', async () => {
    const path = `/${Array.from({ length: 300 }, (_, at) => `*x${at}*`).join(',')}/_search`
    expect(await timed(() => user('GET', path))).toBeLessThan(5_000)
  })
})
