/** The disk fills while a task copies, on a small tmpfs in a mount namespace of its own: the task ends with the reason, and nothing is lost. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { freshFolder } from '../engine/support/folders.ts'

const SCRIPT = fileURLToPath(new URL('task-full-disk.ts', import.meta.url))

/** Runs a shell command with `$1` on a disk of 40 MB that only it sees. */
const onSmallDisk = (folder: string, command: string) =>
  spawnSync(
    'unshare',
    ['-rm', 'sh', '-c', `mount -t tmpfs -o size=40m tmpfs "$1" && ${command}`, 'sh', folder, process.execPath, SCRIPT],
    { encoding: 'utf8' },
  )

const canMount = onSmallDisk(freshFolder(), 'true').status === 0

it.skipIf(!canMount)(
  'a task on a full disk ends with the reason, and copies the rest when there is room (needs unshare and tmpfs)',
  () => {
    const { stdout, stderr } = onSmallDisk(freshFolder(), 'exec "$2" --import tsx "$3" "$1"')
    expect(stdout, stderr).toMatch(/^\{/)
    const { docs, ended, whileFull, partly, again, whole } = JSON.parse(stdout)
    expect(ended.completed).toBe(true)
    const reason = JSON.stringify(ended.error ?? ended.response.failures[0].cause)
    expect(reason).toContain('disk usage exceeded')
    expect(whileFull.reads).toBe(docs)
    expect(partly.count).toBeGreaterThan(0)
    expect(partly.count).toBeLessThan(docs)
    expect([again.created, again.failures]).toEqual([docs - partly.count, []])
    expect(whole).toEqual({ count: docs, versions: [1] })
  },
  120_000,
)
