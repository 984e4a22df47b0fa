import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readBreachedPasswords } from '../../src/identity/breached-passwords.ts'
import { start } from '../../src/index.ts'
import { basic } from '../authn/fake-head.ts'
import { openNode } from '../authn/open-node.ts'

const folder = mkdtempSync(join(tmpdir(), 'sallyport-policy-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const file = join(folder, 'breached.txt')
const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex')
writeFileSync(file, `letmein-now\r\nпароль-длинный\n\n${sha1('qwerty-uiop').toUpperCase()}:3912\n${sha1('another-one')}\n`)

const changed = (password: string) => ({ kind: 'password', password }) as const

describe('breached passwords', () => {
  it('are read in clear and as digests', async () => {
    const breached = await readBreachedPasswords(file)
    expect(breached.size).toBe(4)
    for (const password of ['letmein-now', 'пароль-длинный', 'qwerty-uiop', 'another-one'])
      expect(breached.has(password)).toBe(true)
    for (const password of ['', 'Letmein-now', 'letmein-now ', sha1('another-one')]) expect(breached.has(password)).toBe(false)
  })

  it('stop the start where they cannot be read, or are too many', async () => {
    await expect(readBreachedPasswords(join(folder, 'absent'))).rejects.toThrow(/breached passwords .* cannot be used: ENOENT/)
    await expect(readBreachedPasswords(file, 3)).rejects.toThrow('it has more than [3] lines')
    const settings = { 'sallyport.password_policy.breached_file': join(folder, 'absent') }
    await expect(start({ data: 'memory', settings })).rejects.toThrow('cannot be used')
  })
})

describe('history', () => {
  it('keeps the last passwords from being set again, however they are set', async () => {
    const node = await openNode({ passwordPolicy: { minLength: 6, breachedFile: '', history: 3 } })
    const { users } = node.identity
    const refused = { type: 'validation_exception', message: expect.stringContaining('one of the last [3]') }
    await node.addUser('jack', 'first-one')
    const firstHash = users.findNativeRecord('jack')?.value.passwordHash ?? ''
    await users.changePassword('jack', changed('second-one'))
    await node.addUser('jack', 'unused', { secret: undefined })
    await users.changePassword('jack', changed('third-one'))
    for (const password of ['first-one', 'second-one', 'third-one']) {
      await expect(users.changePassword('jack', changed(password))).rejects.toMatchObject(refused)
      await expect(node.addUser('jack', password)).rejects.toMatchObject(refused)
    }
    await expect(users.changePassword('jack', { kind: 'hash', hash: firstHash })).rejects.toMatchObject(refused)
    await users.changePassword('jack', changed('fourth-one'))
    await users.changePassword('jack', changed('first-one'))
    expect(users.findNativeRecord('jack')?.value.previousHashes).toHaveLength(2)
    await users.changePassword('elastic', changed('elastic-one'))
    await expect(users.changePassword('elastic', changed('elastic-one'))).rejects.toMatchObject(refused)
    await node.close()
  })

  it('keeps nothing where it is not asked for', async () => {
    const node = await openNode()
    await node.addUser('jack', 'first-one')
    await node.identity.users.changePassword('jack', changed('first-one'))
    expect(node.identity.users.findNativeRecord('jack')?.value).not.toHaveProperty('previousHashes')
    await node.close()
  })
})

describe('a node with a policy', () => {
  it('says every reason, and leaves what was set before alone', async () => {
    const settings = { 'sallyport.password_policy.min_length': 12, 'sallyport.password_policy.breached_file': file }
    const node = await start({ data: 'memory', settings })
    const put = async (path: string, body: object) => {
      const response = await fetch(node.url + path, {
        method: 'PUT',
        headers: { authorization: basic('elastic', node.password), 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return { status: response.status, reason: ((await response.json()) as { error?: { reason: string } }).error?.reason }
    }
    expect(await put('/_security/user/jack', { password: 'letmein-now', roles: [] })).toEqual({
      status: 400,
      reason:
        'Validation Failed: 1: passwords must be at least [12] characters long;2: the password is known from a breach and cannot be used;',
    })
    expect((await put('/_security/user/jack', { password: 'short', roles: [] })).status).toBe(400)
    expect((await put('/_security/user/jack', { password: 'long-enough-for-it', roles: [] })).status).toBe(200)
    expect((await put('/_security/user/jack/_password', { password: 'пароль-длинный' })).reason).toContain('known from a breach')
    await node.stop()
  })

  it('does not start with a first password that the policy refuses', async () => {
    const settings = { 'sallyport.password_policy.breached_file': file }
    await expect(start({ data: 'memory', password: 'letmein-now', settings })).rejects.toThrow('known from a breach')
  })
})
