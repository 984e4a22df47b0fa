/** C17: nobody learns from an answer, or from its time, which users exist. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ElasticError } from '../../src/core/errors.ts'
import { basic, fakeHead } from '../authn/fake-head.ts'
import { type Node, openNode } from '../authn/open-node.ts'

describe('C17 user enumeration', () => {
  let node: Node
  beforeAll(async () => {
    node = await openNode({ passwordHashing: 'bcrypt7' })
    await node.addUser('known', 'known-password')
    await node.addUser('disabled', 'disabled-password', { enabled: false })
    await node.identity.reserved.ensureElasticPassword({ password: 'changeme' })
  })
  afterAll(() => node.close())

  const attempt = async (username: string, password: string): Promise<ElasticError> => {
    const head = fakeHead({ authorization: basic(username, password) })
    return node.authenticator.identify(head).then(
      () => expect.unreachable('nobody may enter here'),
      (error: ElasticError) => error,
    )
  }

  it.each([
    ['unknown', 'guess'],
    ['known', 'guess'],
    ['disabled', 'disabled-password'],
    ['disabled', 'guess'],
    ['elastic', 'guess'],
    ['kibana_system', 'guess'],
    ['_system', 'guess'],
    ['', ''],
    ['known', ''],
    ['unknown', ''],
    ['__proto__', 'guess'],
  ])('checks exactly one hash for %j with %j, and answers alike', async (username, password) => {
    const { checks } = node.identity.passwords
    const error = await attempt(username, password)
    expect(node.identity.passwords.checks).toBe(checks + 1)
    const like = await attempt('unknown', 'guess')
    expect(error.reason.replace(`[${username}]`, '[unknown]')).toBe(like.reason)
    expect([error.type, error.status, error.details]).toEqual([like.type, like.status, like.details])
  })

  it('takes as long for an unknown user as for a wrong password', async () => {
    const time = async (username: string): Promise<number> => {
      const start = performance.now()
      await attempt(username, `guess-${Math.random()}`)
      return performance.now() - start
    }
    const times: Record<string, number[]> = { known: [], unknown: [] }
    for (let round = 0; round < 15; round++) for (const [name, list] of Object.entries(times)) list.push(await time(name))
    const median = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[7] as number
    const ratio = median(times.known as number[]) / median(times.unknown as number[])
    // Without the decoy it would be some fifty.
    expect(ratio).toBeGreaterThan(0.4)
    expect(ratio).toBeLessThan(2.5)
  })

  it('does not let unknown names share work when they come together', async () => {
    const { checks } = node.identity.passwords
    await Promise.all(Array.from({ length: 10 }, (_, n) => attempt(`nobody-${n}`, 'same-guess')))
    expect(node.identity.passwords.checks).toBe(checks + 10)
  })
})
