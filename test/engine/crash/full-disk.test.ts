/** A disk that is really full: a small tmpfs in a mount namespace of its own. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { freshFolder } from '../support/folders.ts'

const SCRIPT = fileURLToPath(new URL('full-disk.ts', import.meta.url))

/** Runs a shell command with `$1` on a disk of 12 MB that only it sees. */
const onSmallDisk = (folder: string, command: string) =>
  spawnSync(
    'unshare',
    ['-rm', 'sh', '-c', `mount -t tmpfs -o size=12m tmpfs "$1" && ${command}`, 'sh', folder, process.execPath, SCRIPT],
    {
      encoding: 'utf8',
    },
  )

const canMount = onSmallDisk(freshFolder(), 'true').status === 0

it.skipIf(!canMount)(
  'loses nothing on a full disk, and goes on when there is room (needs unshare and tmpfs)',
  () => {
    const { stdout, stderr } = onSmallDisk(freshFolder(), 'exec "$2" --import tsx "$3" "$1"')
    expect(stdout, stderr).toMatch(/^\{/)
    const seen = JSON.parse(stdout)
    expect(seen.refused).toBeGreaterThan(0)
    expect(seen.refusals).toEqual([429])
    expect(seen.refusedAfter).toBe(0)
    for (const { acknowledged, readable, docs } of [seen.whileFull, seen.afterwards, seen.reopened]) {
      expect(readable).toBe(acknowledged)
      expect(docs).toBe(acknowledged)
    }
  },
  60_000,
)
