/** C82: names that mean something to JavaScript are users and metadata like any other, from the request to the disk and back. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parsePutUser } from '../../src/api/security/user/user-body.ts'
import { parseJsonText } from '../../src/core/json/parse.ts'
import { writeJsonText } from '../../src/core/json/write.ts'
import { openIdentity } from '../../src/identity/open-identity.ts'
import { openLocalStore } from '../../src/store/local-store.ts'
import { basic, fakeHead } from '../authn/fake-head.ts'
import { openNode } from '../authn/open-node.ts'

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '0', 'length']
const METADATA = '{"z":1,"a":{"__proto__":{"roles":["superuser"]},"0":-0},"1":9007199254740993,"constructor":1.10}'

describe('C82 names of JavaScript', () => {
  it.each(NAMES)('knows nobody called %s before there is one, and then him', async (name) => {
    const node = await openNode()
    await expect(node.authenticator.identify(fakeHead({ authorization: basic(name, '') }))).rejects.toMatchObject({ status: 401 })
    expect(node.identity.users.list([name])).toEqual([])
    await node.addUser(name, 'any-password', { roles: [name] })
    const identity = await node.authenticator.identify(fakeHead({ authorization: basic(name, 'any-password') }))
    expect(identity.authenticating).toMatchObject({ username: name, roles: [name] })
    expect(await node.identity.users.delete(name)).toBe(true)
    expect(await node.identity.users.delete(name)).toBe(false)
    await node.close()
  })

  it('refuses such members of a body as unknown, and takes them as metadata', () => {
    for (const name of NAMES) {
      expect(() => parsePutUser('u', parseJsonText(`{"roles":[],"${name}":1}`))).toThrow(`unexpected field [${name}]`)
    }
    const user = parsePutUser('u', parseJsonText(`{"roles":[],"metadata":${METADATA}}`))
    expect(writeJsonText(user.metadata)).toBe(METADATA)
    expect(user.roles).toEqual([])
  })

  const folder = mkdtempSync(join(tmpdir(), 'sallyport-names-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('returns metadata byte for byte after a restart', async () => {
    const settings = {
      passwordHashing: 'bcrypt4',
      hashing: { threads: 1, queueSize: 10 },
      reservedRealm: true,
      anonymous: { username: '_anonymous', roles: [] },
    }
    const store = await openLocalStore(folder)
    const identity = await openIdentity(store, settings)
    await identity.users.put(
      parsePutUser('__proto__', parseJsonText(`{"password":"secret","roles":["__proto__"],"metadata":${METADATA}}`)),
    )
    await identity.close()
    await store.close()
    const again = await openLocalStore(folder)
    const reopened = await openIdentity(again, settings)
    const [user] = reopened.users.list(['__proto__'])
    expect(user?.roles).toEqual(['__proto__'])
    expect(user && writeJsonText(user.metadata)).toBe(METADATA)
    expect(reopened.users.list().filter(({ username }) => username === '__proto__')).toHaveLength(1)
    await reopened.close()
    await again.close()
  })
})
