/** C78: passwords are checked in one place, whichever way they come, so that one throttle will hold for all. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { basic, fakeHead } from '../authn/fake-head.ts'
import { openNode } from '../authn/open-node.ts'

describe('C78 one verifier for every channel', () => {
  it('counts the first header, the second and a body alike', async () => {
    const node = await openNode()
    await node.addUser('jack', 'jack-password')
    const { passwords } = node.identity
    const before = passwords.checks
    await node.authenticator.identify(fakeHead({ authorization: basic('jack', 'wrong') })).catch(() => {})
    await node.authenticator
      .identify(fakeHead({ authorization: basic('jack', 'jack-password'), 'es-secondary-authorization': basic('jack', 'wrong') }))
      .catch(() => {})
    const verdict = await node.verifier.verify({ kind: 'password', username: 'jack', password: 'wrong' }, { address: '::1' })
    expect(verdict.kind).toBe('unsuccessful')
    expect(passwords.checks).toBe(before + 4)
    const right = await node.verifier.verify(
      { kind: 'password', username: 'jack', password: 'jack-password' },
      { address: '::1' },
    )
    expect(right).toMatchObject({ kind: 'authenticated', principal: { effective: { username: 'jack' } } })
    await node.close()
  })

  it('counts the token endpoint too, for names that nobody has alike', async () => {
    const node = await openNode()
    await node.addUser('jack', 'jack-password')
    const { passwords } = node.identity
    const client = await node.authenticator.identify(fakeHead({ authorization: basic('jack', 'jack-password') }))
    const before = passwords.checks
    for (const username of ['jack', 'nobody']) {
      const refused = node.tokens.password({ username, password: 'wrong', address: '::1' }, client)
      await expect(refused).rejects.toMatchObject({
        status: 401,
        message: `unable to authenticate user [${username}] for action [cluster:admin/xpack/security/token/create]`,
      })
    }
    expect(passwords.checks).toBe(before + 2)
    await node.close()
  })

  it('lets only realms check a password', () => {
    const source = join(process.cwd(), 'src')
    const callers = (readdirSync(source, { recursive: true }) as string[])
      .filter((file) => file.endsWith('.ts') && /\bpasswords\.verify\(/.test(readFileSync(join(source, file), 'utf8')))
      .filter((file) => !file.startsWith('realms/'))
    expect(callers).toEqual([])
  })
})
