import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { open } from 'lmdb'
import { afterAll, describe, expect, it } from 'vitest'
import { openLocalStore } from '../../src/store/local-store.ts'
import { describeStoreContract } from './store-contract.ts'

const root = mkdtempSync(join(tmpdir(), 'sallyport-store-'))
let folders = 0
const freshFolder = (): string => join(root, `data-9.${++folders}`)
afterAll(() => rmSync(root, { recursive: true, force: true }))

describeStoreContract('local store', () => openLocalStore(freshFolder()))

const asBinary = { keyEncoding: 'binary', encoding: 'binary' } as const

async function filled(records: number): Promise<string> {
  const folder = freshFolder()
  const store = await openLocalStore(folder)
  const users = await store.collection<{ n: number }>('users')
  await Promise.all(Array.from({ length: records }, (_, n) => users.put(`user-${n}`, { n })))
  await store.close()
  return folder
}

async function tamper(folder: string, change: (database: ReturnType<typeof open<Buffer, Buffer>>) => void): Promise<void> {
  const environment = open<Buffer, Buffer>({ path: folder, noSubdir: false, ...asBinary })
  change(environment.openDB<Buffer, Buffer>({ name: 'users', ...asBinary }) as ReturnType<typeof open<Buffer, Buffer>>)
  await environment.close()
}

describe('local store, on disk', () => {
  it('has after reopening what was written', async () => {
    const folder = await filled(100)
    const store = await openLocalStore(folder)
    const users = await store.collection<{ n: number }>('users')
    expect(users.size).toBe(100)
    expect(users.find('user-42')).toMatchObject({ version: 1, value: { n: 42 } })
    expect(Object.getPrototypeOf(users.find('user-42')?.value)).toBeNull()
    await store.close()
  })

  it('keeps nothing of what is only passed by', async () => {
    const store = await openLocalStore(await filled(2))
    const users = await store.collection<{ n: number }>('users')
    expect(users.peek('user-1')).toEqual({ n: 1 })
    expect(users.peek('user-1')).not.toBe(users.peek('user-1'))
    expect(users.find('user-1')).toBe(users.find('user-1'))
    expect(users.peek('user-1')).toBe(users.find('user-1')?.value)
    await store.close()
  })

  it('writes what is waiting when it is closed', async () => {
    const folder = freshFolder()
    const store = await openLocalStore(folder)
    const users = await store.collection<{ n: number }>('users')
    const writing = users.put('last', { n: 1 })
    await store.close()
    expect(await writing).toBe(true)
    const again = await openLocalStore(folder)
    expect((await again.collection('users')).find('last')).toBeDefined()
    await again.close()
  })

  it('keeps every write that was acknowledged before SIGKILL', { timeout: 60_000 }, async () => {
    const folder = freshFolder()
    const script = `
      import { openLocalStore } from ${JSON.stringify(join(process.cwd(), 'src/store/local-store.ts'))}
      const store = await openLocalStore(${JSON.stringify(folder)})
      const users = await store.collection('users')
      for (let n = 0; n < 40; n++) { await users.put('u' + n, { n }); process.stdout.write(n + '\\n') }
      process.kill(process.pid, 'SIGKILL')`
    const file = join(root, 'writer.mts')
    writeFileSync(file, script)
    let output = ''
    try {
      output = execFileSync(process.execPath, ['--import', 'tsx', file], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    } catch (error) {
      output = (error as { stdout: string }).stdout
    }
    const acknowledged = output.trim().split('\n').length
    expect(acknowledged).toBe(40)
    const store = await openLocalStore(folder)
    expect((await store.collection('users')).size).toBe(40)
    await store.close()
  })

  it('refuses to start on a record with a flipped bit, and names it', async () => {
    const folder = await filled(3)
    await tamper(folder, (users) => {
      const bytes = Buffer.from(users.get(Buffer.from('user-1')) as Buffer)
      bytes.writeUInt8((bytes.at(-2) as number) ^ 1, bytes.length - 2)
      users.putSync(Buffer.from('user-1'), bytes)
    })
    const store = await openLocalStore(folder)
    await expect(store.collection('users')).rejects.toThrow('record [user-1] of collection [users] is corrupt')
    await store.close()
  })

  it("refuses a record that stands under another one's id", async () => {
    const folder = await filled(3)
    await tamper(folder, (users) => {
      users.putSync(Buffer.from('elastic'), Buffer.from(users.get(Buffer.from('user-1')) as Buffer))
    })
    const store = await openLocalStore(folder)
    await expect(store.collection('users')).rejects.toThrow('record [elastic] of collection [users] is corrupt')
    await store.close()
  })

  it('refuses a file that is no database, before lmdb sees it', async () => {
    for (const junk of [Buffer.alloc(100_000, 7), Buffer.from('short'), Buffer.alloc(8192)]) {
      const folder = freshFolder()
      mkdirSync(folder)
      writeFileSync(join(folder, 'data.mdb'), junk)
      await expect(openLocalStore(folder)).rejects.toThrow('is not a database of this server')
    }
  })

  it('refuses a truncated file, and takes an empty one for new', async () => {
    const folder = await filled(3000)
    const file = join(folder, 'data.mdb')
    truncateSync(file, 8192)
    await expect(openLocalStore(folder)).rejects.toThrow('is truncated')
    truncateSync(file, 0)
    rmSync(join(folder, 'lock.mdb'))
    const store = await openLocalStore(folder)
    expect((await store.collection('users')).size).toBe(0)
    await store.close()
  })

  it('leaves the file as it is when it starts and stops', async () => {
    const folder = await filled(10)
    const before = readFileSync(join(folder, 'data.mdb'))
    const store = await openLocalStore(folder)
    await store.collection('users')
    await store.close()
    expect(readFileSync(join(folder, 'data.mdb')).equals(before)).toBe(true)
  })
})

/** A file system of 1 MB, where this process may mount one. */
function mountSmallDisk(folder: string): boolean {
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('local store, faults of the disk', () => {
  const folder = join(root, 'small-disk')
  const isMounted = mountSmallDisk(folder)
  afterAll(() => {
    if (isMounted) execFileSync('umount', ['-l', folder])
  })

  it.skipIf(!isMounted)('answers 503 when the disk is full, keeps reading, and writes again when there is room', async () => {
    const ballast = join(folder, 'ballast')
    writeFileSync(ballast, Buffer.alloc(300_000))
    const store = await openLocalStore(join(folder, 'store'))
    const users = await store.collection<{ text: string }>('users')
    await users.put('first', { text: 'x' })
    let refused: unknown
    for (let n = 0; n < 200 && !refused; n++) {
      await users.put(`u${n}`, { text: 'y'.repeat(20_000) }).catch((error: unknown) => {
        refused = error
      })
    }
    expect(refused).toMatchObject({ status: 503, message: expect.stringContaining('cannot be written') })
    const size = users.size
    await expect(users.put('more', { text: 'z'.repeat(100_000) })).rejects.toMatchObject({ status: 503 })
    expect(users.find('first')?.value.text).toBe('x')
    expect(users.find('more')).toBeUndefined()
    rmSync(ballast)
    expect(await users.put('more', { text: 'z' })).toBe(true)
    await store.close()
    const copy = freshFolder()
    mkdirSync(copy)
    copyFileSync(join(folder, 'store', 'data.mdb'), join(copy, 'data.mdb'))
    const again = await openLocalStore(copy)
    expect((await again.collection('users')).size).toBe(size + 1)
    await again.close()
  })

  it.skipIf(!isMounted)('reads, and refuses to write, where the file system is read-only', async () => {
    const place = join(folder, 'read-only')
    const store = await openLocalStore(place)
    await (await store.collection('users')).put('first', { n: 1 })
    await store.close()
    execFileSync('mount', ['-o', 'remount,ro', folder])
    try {
      const reopened = await openLocalStore(place)
      const users = await reopened.collection<{ n: number }>('users')
      expect(users.find('first')?.value.n).toBe(1)
      expect((await reopened.collection('never-made')).size).toBe(0)
      await expect(users.put('second', { n: 2 })).rejects.toMatchObject({
        status: 503,
        message: 'the security records cannot be written: the data folder is read-only',
      })
      await reopened.close()
    } finally {
      execFileSync('mount', ['-o', 'remount,rw', folder])
    }
  })
})
