/**
 * What the sessions in other languages are installed with: programs of this machine and packages of their registries, kept in
 * `~/.cache/sallyport-clients` (or `SALLYPORT_CLIENTS`), never in the repository. What is not to be had is `Unavailable`: the test is skipped.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** Something this machine or its registries do not have; nothing that Sallyport does. */
export class Unavailable extends Error {}

export const cacheFolder = process.env.SALLYPORT_CLIENTS ?? join(homedir(), '.cache', 'sallyport-clients')

export interface Run {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  readonly input?: string
  /** Milliseconds after which it is ended; without it, five minutes. */
  readonly limit?: number
}

export interface Outcome {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

export function run({ command, args, cwd, env, input = '', limit = 300_000 }: Run): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, timeout: limit })
    let output = ''
    let errors = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk
    })
    child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk
    })
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, output, errors }))
    child.stdin.on('error', () => {}) // a session that ended early says why by its exit code
    child.stdin.end(input)
  })
}

/** The program, if this machine has one that works. */
export function program(command: string, ...probe: readonly string[]): string {
  if (spawnSync(command, probe, { stdio: 'ignore' }).status === 0) return command
  throw new Unavailable(`[${[command, ...probe].join(' ')}] does not work here`)
}

/** Runs a step of an installation. */
export async function install(step: Run): Promise<void> {
  const { code, output, errors } = await run(step)
  if (code === 0) return
  const lines = `${output}\n${errors}`.trim().split('\n')
  throw new Unavailable(`[${step.command}] could not install what the session needs: ${lines.slice(-3).join(' | ')}`)
}

/** Compiles a session: one that does not compile is a fault of ours. */
export async function compile(step: Run): Promise<void> {
  const { code, output, errors } = await run(step)
  if (code !== 0) throw new Error(`[${step.command}] ended with ${code}: ${output}${errors}`)
}

/**
 * A folder that is filled once: `fill` works in a folder beside it, which takes its place when complete. `key` is all that the contents
 * depend on, so that a change of version or source makes another folder.
 */
export async function cached(name: string, key: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder, `${name}-${createHash('sha256').update(key).digest('hex').slice(0, 12)}`)
  if (existsSync(folder)) return folder
  mkdirSync(cacheFolder, { recursive: true })
  const draft = mkdtempSync(join(cacheFolder, 'draft-'))
  try {
    await fill(draft)
    renameSync(draft, folder)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(folder)) throw error // another run was first otherwise
  }
  return folder
}
