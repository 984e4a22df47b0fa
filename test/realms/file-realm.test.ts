import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createFileRealm, type FileRealm } from '../../src/realms/file-realm.ts'
import { parseUserFiles } from '../../src/realms/file-users.ts'
import { basic, fakeHead } from '../authn/fake-head.ts'
import { type Node, openNode } from '../authn/open-node.ts'

/** `U*U`, from crypt_blowfish's test vectors; and another password. */
const HASH = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'
const OTHER = '$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK'

describe('parseUserFiles', () => {
  it('reads users and their roles', () => {
    const { users, faults } = parseUserFiles(
      `# people\n\njack:${HASH}\r\n  jill : ${OTHER}  \n`,
      '# roles\nreader:jack,jill\nwriter: jill , jack,jack\nnobody:\nreader:jack\n',
    )
    expect(faults).toEqual([])
    expect([...users]).toEqual([
      ['jack', { passwordHash: HASH, roles: ['reader', 'writer'] }],
      ['jill', { passwordHash: OTHER, roles: ['reader', 'writer'] }],
    ])
  })

  it('skips what it cannot read, by line and without its content', () => {
    const { users, faults } = parseUserFiles(
      `jack\njill:plain-password\n:${HASH}\nü:${HASH}\nok:${HASH}\nhalf:${HASH.slice(0, 40)}`,
      'reader\n:x',
    )
    expect([...users.keys()]).toEqual(['ok'])
    expect(faults.map(({ file, line }) => `${file} ${line}`)).toEqual([
      'users 1',
      'users 2',
      'users 3',
      'users 4',
      'users 6',
      'users_roles 1',
      'users_roles 2',
    ])
    expect(JSON.stringify(faults)).not.toContain('plain-password')
  })

  it('takes names that mean something to JavaScript', () => {
    const { users } = parseUserFiles(`__proto__:${HASH}\nconstructor:${HASH}`, '__proto__:constructor,__proto__')
    expect(users.get('constructor')?.roles).toEqual(['__proto__'])
    expect(users.get('__proto__')?.roles).toEqual(['__proto__'])
    expect(users.get('toString')).toBeUndefined()
  })
})

describe('file realm', () => {
  let folder: string
  let node: Node
  let realm: FileRealm
  let faults: string[]

  const write = (users: string, roles: string): void => {
    writeFileSync(join(folder, 'users'), users)
    writeFileSync(join(folder, 'users_roles'), roles)
  }

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sallyport-files-'))
    node = await openNode()
    faults = []
    write(`jack:${HASH}\n`, 'reader:jack\n')
    realm = createFileRealm({
      name: 'default_file',
      folder,
      passwords: node.identity.passwords,
      onFault: (message) => faults.push(message),
    })
  })
  afterEach(async () => {
    realm.close()
    await node.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const login = (password: string) => realm.authenticate({ username: 'jack', password })

  it('vouches for who is in the files', async () => {
    expect(await login('U*U')).toMatchObject({
      kind: 'authenticated',
      user: { username: 'jack', roles: ['reader'], enabled: true },
    })
    expect(await login('wrong')).toEqual({ kind: 'unsuccessful' })
    expect(await realm.authenticate({ username: 'jill', password: 'x' })).toEqual({ kind: 'notMine' })
    expect(realm.lookup('jack')?.roles).toEqual(['reader'])
    expect(faults).toEqual([])
  })

  it('ends a login with the line that allowed it, and no other', async () => {
    write(`jack:${HASH}\njill:${HASH}\n`, 'reader:jack\n')
    realm.reload()
    const jack = await login('U*U')
    const jill = await realm.authenticate({ username: 'jill', password: 'U*U' })
    write(`jill:${HASH}\njack:${HASH}\n`, 'writer:jack\n')
    realm.reload()
    expect(jack.kind === 'authenticated' && jack.isCurrent()).toBe(false)
    expect(jill.kind === 'authenticated' && jill.isCurrent()).toBe(true)
    expect(await login('U*U')).toMatchObject({ user: { roles: ['writer'] } })
  })

  it.each([
    [
      'users',
      () => write(`jack:${HASH}\njill:${HASH.slice(0, 30)}`, 'reader:jack\n'),
      '[users] line [2]: the password hash cannot be read',
    ],
    ['users_roles', () => write(`jack:${HASH}\n`, 'writer:jack\nread'), '[users_roles] line [2]: expected [role:user,user]'],
  ])('stays as it was while %s is half written, and says so', async (_, writeHalf, why) => {
    writeHalf()
    realm.reload()
    expect(await login('U*U')).toMatchObject({ kind: 'authenticated', user: { roles: ['reader'] } })
    expect(realm.lookup('jill')).toBeUndefined()
    expect(faults).toEqual([`realm [default_file] stays as it was read before: ${why}`])
    write(`jack:${HASH}\njill:${OTHER}\n`, 'writer:jack\nreader:jill\n')
    realm.reload()
    expect([realm.lookup('jack')?.roles, realm.lookup('jill')?.roles]).toEqual([['writer'], ['reader']])
    expect(faults).toHaveLength(1)
  })

  it('skips lines that cannot be read from the start on, and takes changes of others', async () => {
    write(`jack:${HASH}\nold:plain\n`, 'reader:jack\n')
    const other = createFileRealm({
      name: 'f',
      folder,
      passwords: node.identity.passwords,
      onFault: (message) => faults.push(message),
    })
    expect(faults).toEqual(['realm [f]: lines are skipped: [users] line [2]: the password hash cannot be read'])
    write('old:plain\n', '')
    other.reload()
    expect(other.lookup('jack')).toBeUndefined()
    other.close()
  })

  it('has nobody where the files are gone', async () => {
    rmSync(join(folder, 'users'))
    realm.reload()
    expect(await login('U*U')).toEqual({ kind: 'notMine' })
    expect(faults).toEqual([])
  })

  it('stays as it was while a file cannot be read; has nobody where it never could', async () => {
    rmSync(join(folder, 'users'))
    mkdirSync(join(folder, 'users'))
    realm.reload()
    expect(await login('U*U')).toMatchObject({ kind: 'authenticated' })
    expect(faults[0]).toContain('realm [default_file] cannot be read, so it stays as it was read before: EISDIR')
    const other = createFileRealm({
      name: 'f',
      folder,
      passwords: node.identity.passwords,
      onFault: (message) => faults.push(message),
    })
    expect(await other.authenticate({ username: 'jack', password: 'U*U' })).toEqual({ kind: 'notMine' })
    expect(faults[1]).toContain('realm [f] cannot be read, so it is taken to be empty: EISDIR')
    other.close()
    chmodSync(join(folder, 'users'), 0o700)
  })

  it('does not start on a folder that is not there', () => {
    const { passwords } = node.identity
    expect(() => createFileRealm({ name: 'f', folder: join(folder, 'typo'), passwords, onFault: () => {} })).toThrow(
      'does not exist',
    )
  })

  it('takes the order and the names that the settings give', async () => {
    const realms = [
      { type: 'native', name: 'mine', order: 1, enabled: true },
      { type: 'file', name: 'files', order: 2, enabled: true },
    ]
    const ordered = await openNode({ filesFolder: folder, realms })
    expect(ordered.realms.realms.map(({ name }) => name)).toEqual(['reserved', 'mine', 'files'])
    await ordered.addUser('jack', 'native-password')
    const identity = await ordered.authenticator.identify(fakeHead({ authorization: basic('jack', 'U*U') }))
    expect(identity.authenticating.realm).toEqual({ name: 'files', type: 'file' })
    await ordered.close()
    await expect(openNode({ realms })).rejects.toThrow('realm [files] of type [file] needs the folder of its files, [path.conf]')
    const off = await openNode({ filesFolder: folder, realms: realms.map((realm) => ({ ...realm, enabled: false })) })
    expect(off.realms.realms.map(({ name }) => name)).toEqual(['reserved'])
    await expect(off.authenticator.identify(fakeHead({ authorization: basic('jack', 'U*U') }))).rejects.toMatchObject({
      status: 401,
    })
    await off.close()
  })

  it('stands before the native realm, where both may know a name', async () => {
    const both = await openNode({ filesFolder: folder })
    await both.addUser('jack', 'native-password', { roles: ['native'] })
    const identify = (password: string) => both.authenticator.identify(fakeHead({ authorization: basic('jack', password) }))
    expect((await identify('U*U')).authenticating).toMatchObject({
      roles: ['reader'],
      realm: { name: 'default_file', type: 'file' },
    })
    expect((await identify('native-password')).authenticating).toMatchObject({ roles: ['native'], realm: { type: 'native' } })
    await both.close()
  })
})
