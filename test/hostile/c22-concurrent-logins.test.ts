/** C22: a thousand logins at once, and nobody becomes somebody else. */
import { describe, expect, it } from 'vitest'
import { basic, fakeHead } from '../authn/fake-head.ts'
import { openNode } from '../authn/open-node.ts'

describe('C22 concurrent logins', () => {
  it('gives each of 1,000 requests its own parties', { timeout: 60_000 }, async () => {
    const node = await openNode()
    const names = Array.from({ length: 25 }, (_, n) => `user${n}`)
    for (const name of names) await node.addUser(name, `${name}-password`, { roles: [`role-of-${name}`] })
    const pick = (n: number): string => names[n % names.length] as string

    const requests = Array.from({ length: 1000 }, async (_, n) => {
      const [first, target, second] = [pick(n), pick(n * 7 + 3), pick(n * 11 + 5)]
      const isWrong = n % 10 === 9
      const identity = await node.authenticator
        .identify(
          fakeHead({
            authorization: basic(first, isWrong ? `${second}-password!` : `${first}-password`),
            ...(n % 3 === 0 ? { 'es-security-runas-user': target } : {}),
            ...(n % 2 === 0 ? { 'es-secondary-authorization': basic(second, `${second}-password`) } : {}),
          }),
        )
        .catch((error: Error) => error)
      if (isWrong)
        return expect(identity).toMatchObject({ message: `unable to authenticate user [${first}] for REST request [/]` })
      expect(identity).toMatchObject({
        authenticating: { username: first, roles: [`role-of-${first}`] },
        effective: { username: n % 3 === 0 ? target : first },
      })
      if (n % 2 === 0) expect(identity).toMatchObject({ secondary: { effective: { username: second } } })
      else expect(identity).not.toHaveProperty('secondary')
    })
    await Promise.all(requests)
    // Identical checks that met were one.
    expect(node.identity.passwords.checks).toBeLessThan(1000)
    await node.close()
  })
})
