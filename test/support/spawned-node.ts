/** Runs the built `sallyport` command as a user would, in a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const COMMAND = new URL('../../dist/cli/main.js', import.meta.url).pathname

export interface SpawnedNode {
  readonly process: ChildProcess
  readonly url: string
  /** Everything printed on standard output so far. */
  output(): string
  errors(): string
  /** Sends a signal and waits for the end; resolves to the exit code (null: killed). */
  end(signal?: NodeJS.Signals): Promise<number | null>
}

export interface SpawnOptions {
  readonly data: string
  readonly password?: string
  readonly args?: readonly string[]
  readonly nodeArgs?: readonly string[]
}

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'sallyport-test-'))
export const removeFolder = (path: string): void => rmSync(path, { recursive: true, force: true })

/** Starts the command and waits until it listens; throws with what it printed where it ends instead. */
export async function spawnNode({ data, password, args = [], nodeArgs = [] }: SpawnOptions): Promise<SpawnedNode> {
  const child = spawnCommand(
    ['--data', data, '--port', '0', ...args],
    password === undefined ? {} : { ELASTIC_PASSWORD: password },
    nodeArgs,
  )
  let output = ''
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk
  })
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk
      const match = /listens on (https?:\S+)[\s\S]*\n\n/.exec(output)
      if (match) resolve(match[1]!)
    })
    child.once('exit', (code) => reject(new Error(`the command ended with ${code}: ${output}${errors}`)))
  })
  const end = async (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> => {
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode
    child.kill(signal)
    const [code] = (await once(child, 'exit')) as [number | null]
    return code
  }
  return { process: child, url, output: () => output, errors: () => errors, end }
}

/** Runs the command with its own environment: nothing of the tests' leaks in. */
export function spawnCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  nodeArgs: readonly string[] = [],
  input = '',
): ChildProcess {
  const { PATH, HOME } = process.env
  const child = spawn(process.execPath, [...nodeArgs, COMMAND, ...args], {
    env: { ...(PATH ? { PATH } : {}), ...(HOME ? { HOME } : {}), ...environment },
    stdio: [input === '' ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    cwd: tmpdir(),
  })
  child.stdin?.end(input)
  return child
}

/** Runs the command to its end; `input` comes on its standard input. */
export async function runCommand(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  input = '',
): Promise<{ code: number | null; output: string; errors: string }> {
  const child = spawnCommand(args, environment, [], input)
  let output = ''
  let errors = ''
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk
  })
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output, errors }
}
