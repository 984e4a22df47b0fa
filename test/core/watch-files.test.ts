import { appendFileSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { watchFiles } from '../../src/core/watch-files.ts'

const watched = vi.hoisted(() => ({ listeners: [] as (() => void)[] }))
vi.mock('node:fs', async (original) => ({
  ...(await original<typeof import('node:fs')>()),
  watchFile: (_file: string, _options: object, listener: () => void) => watched.listeners.push(listener),
}))

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watched-'))
  file = join(folder, 'users')
  watched.listeners.length = 0
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
})
afterEach(() => {
  vi.useRealTimers()
  rmSync(folder, { recursive: true })
})

/** Also where the clock of the file system is coarse. */
function write(text: string): void {
  appendFileSync(file, text)
  const { atime, mtimeMs } = statSync(file)
  utimesSync(file, atime, new Date(mtimeMs + 1000))
}

it('a file is read once nothing is written to it any more', () => {
  const contents = vi.fn()
  writeFileSync(file, '')
  const stop = watchFiles([file], contents)
  write('jack:ha')
  for (const listener of watched.listeners) listener()
  expect(contents).not.toHaveBeenCalled()
  write('sh\n')
  vi.advanceTimersByTime(500)
  expect(contents).not.toHaveBeenCalled()
  vi.advanceTimersByTime(500)
  expect(contents).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(5000)
  expect(contents).toHaveBeenCalledTimes(1)
  stop()
})

it('is not read after the end of the watching', () => {
  const contents = vi.fn()
  const stop = watchFiles([file], contents)
  for (const listener of watched.listeners) listener()
  stop()
  vi.advanceTimersByTime(5000)
  expect(contents).not.toHaveBeenCalled()
})
