import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { DataFolderLockedError, lockDataFolder } from '../../../src/engine/storage/data-lock.ts'
import { freshFolder } from '../support/folders.ts'

const lockFile = (folder: string): string => join(folder, 'node.lock')

const holdInChild = `
const { lockDataFolder } = await import(process.argv[1])
lockDataFolder(process.argv[2])
process.stdout.write('held')
setInterval(() => {}, 1000)`

function lockInChild(folder: string) {
  const module = new URL('../../../src/engine/storage/data-lock.ts', import.meta.url).href
  return spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', holdInChild, module, folder])
}

it('takes a folder that does not exist yet, and gives it back', () => {
  const folder = join(freshFolder(), 'deep', 'data')
  const lock = lockDataFolder(folder)
  expect(existsSync(lockFile(folder))).toBe(true)
  lock.release()
  expect(existsSync(lockFile(folder))).toBe(false)
})

it('names a folder that is none, and one that cannot be written', () => {
  const file = join(freshFolder(), 'file')
  writeFileSync(file, '')
  expect(() => lockDataFolder(file)).toThrow(`data folder [${file}] is not a folder`)
  expect(() => lockDataFolder(join(file, 'below'))).toThrow(`data folder [${join(file, 'below')}] is not a folder`)
})

it('refuses a second node in the same process', () => {
  const folder = freshFolder()
  const lock = lockDataFolder(folder)
  expect(() => lockDataFolder(folder)).toThrow(DataFolderLockedError)
  lock.release()
  lockDataFolder(folder).release()
})

it('releases only what it holds', () => {
  const folder = freshFolder()
  const first = lockDataFolder(folder)
  first.release()
  const second = lockDataFolder(folder)
  first.release()
  expect(() => lockDataFolder(folder)).toThrow(`process [${process.pid}]`)
  second.release()
})

it('names the other process, and takes over once that was killed', async () => {
  const folder = freshFolder()
  const child = lockInChild(folder)
  try {
    await once(child.stdout, 'data')
    expect(() => lockDataFolder(folder)).toThrow(`data folder [${folder}] is in use by process [${child.pid}]`)
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  lockDataFolder(folder).release()
})

it('takes over from a process whose id now belongs to another', () => {
  const folder = freshFolder()
  lockDataFolder(folder)
  const holder = JSON.parse(readFileSync(lockFile(folder), 'utf8'))
  writeFileSync(lockFile(folder), JSON.stringify({ ...holder, started: '1' }))
  lockDataFolder(folder).release()
})

it('refuses while a holder in another container keeps touching the file, and takes over once it is silent', () => {
  const folder = freshFolder()
  lockDataFolder(folder)
  const holder = JSON.parse(readFileSync(lockFile(folder), 'utf8'))
  writeFileSync(lockFile(folder), JSON.stringify({ ...holder, pid: 1, started: '1', namespace: 'pid:[1]', host: 'other' }))
  expect(() => lockDataFolder(folder)).toThrow('in use by process [1]')
  utimesSync(lockFile(folder), new Date(), new Date(Date.now() - 60_000))
  lockDataFolder(folder).release()
})

it('takes over at once from the container that this one was before', () => {
  const folder = freshFolder()
  lockDataFolder(folder)
  const holder = JSON.parse(readFileSync(lockFile(folder), 'utf8'))
  writeFileSync(lockFile(folder), JSON.stringify({ ...holder, pid: 1, namespace: 'pid:[1]' }))
  lockDataFolder(folder).release()
})

it('takes over a file that a power cut left empty', () => {
  const folder = freshFolder()
  writeFileSync(lockFile(folder), '')
  lockDataFolder(folder).release()
})

it('refuses while another process takes over', () => {
  const folder = freshFolder()
  const dead = spawnSync(process.execPath, ['-e', '']).pid
  writeFileSync(lockFile(folder), JSON.stringify({ pid: dead, started: '1', boot: '' }))
  writeFileSync(`${lockFile(folder)}.takeover`, '{}')
  expect(() => lockDataFolder(folder)).toThrow('node.lock.takeover')
})
