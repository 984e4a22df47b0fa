/** Updates of one user that come together: each is written whole, one after the other, and none is lost. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { basic, fakeHead } from '../authn/fake-head.ts'
import { type Node, openNode } from '../authn/open-node.ts'

let node: Node
beforeEach(async () => {
  node = await openNode()
  await node.addUser('jack', 'first-password')
})
afterEach(() => node.close())

const record = () => {
  const found = node.identity.users.findNativeRecord('jack')
  if (!found) throw new Error('there is no jack')
  return found
}

it('one wins whole, and each counts as a version', async () => {
  const before = record().version
  const update = (n: number) =>
    node.addUser('jack', `password-${n}`, { roles: [`role-${n}`], fullName: `Jack ${n}`, email: `${n}@example.org` })
  await Promise.all(Array.from({ length: 20 }, (_, n) => update(n)))
  const { value, version } = record()
  expect(version).toBe(before + 20)
  const winner = Number(value.fullName?.split(' ')[1])
  expect(value).toMatchObject({ roles: [`role-${winner}`], fullName: `Jack ${winner}`, email: `${winner}@example.org` })
  const attempts = Array.from({ length: 20 }, (_, n) =>
    node.authenticator.identify(fakeHead({ authorization: basic('jack', `password-${n}`) })).then(
      () => n,
      () => -1,
    ),
  )
  expect((await Promise.all(attempts)).filter((n) => n >= 0)).toEqual([winner])
})

it('a new password and new roles, set at once, are both there', async () => {
  for (let n = 0; n < 20; n++) {
    const password = `changed-password-${n}`
    await Promise.all([
      node.addUser('jack', 'unused', { secret: undefined, roles: [`role-${n}`] }),
      node.identity.users.changePassword('jack', { kind: 'password', password }, false),
      node.identity.users.setEnabled('jack', true),
    ])
    const { authenticating } = await node.authenticator.identify(fakeHead({ authorization: basic('jack', password) }))
    expect(authenticating.roles).toEqual([`role-${n}`])
  }
})
