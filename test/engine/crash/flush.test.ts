/** A write is acknowledged only once the disk has it: seen from outside, by the system calls. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { freshFolder } from '../support/folders.ts'

const SCRIPT = fileURLToPath(new URL('flush.ts', import.meta.url))
const hasStrace = spawnSync('strace', ['-e', 'trace=none', 'true']).status === 0

it.skipIf(!hasStrace)(
  'a write is acknowledged after fdatasync or msync (needs strace)',
  () => {
    const folder = freshFolder()
    const trace = join(folder, 'trace')
    const calls = 'trace=write,writev,pwrite64,pwritev,fdatasync,fsync,msync'
    const command = [
      '-f',
      '-s',
      '65536',
      '-o',
      trace,
      '-e',
      calls,
      process.execPath,
      '--import',
      'tsx',
      SCRIPT,
      join(folder, 'data'),
    ]
    const { stdout, stderr } = spawnSync('strace', command, { encoding: 'utf8' })
    expect(stdout, stderr).toContain('acknowledged 4')
    const lines = readFileSync(trace, 'utf8').split('\n')
    const find = (pattern: RegExp, from = 0): number => lines.findIndex((line, at) => at >= from && pattern.test(line))
    for (let n = 0; n < 5; n++) {
      const acknowledged = find(new RegExp(`write.*"acknowledged ${n}`))
      const before = n === 0 ? 0 : find(new RegExp(`write.*"acknowledged ${n - 1}`))
      const written = find(new RegExp(`(pwrite64|pwritev|writev)\\(.*marker-${n}`), before)
      const flushed = find(/(fdatasync|fsync|msync)\(.*= 0/, written)
      expect(written, `document ${n} is written`).toBeGreaterThan(before)
      expect(flushed, `document ${n} is flushed`).toBeGreaterThan(written)
      expect(acknowledged, `document ${n} is acknowledged`).toBeGreaterThan(flushed)
    }
  },
  60_000,
)
