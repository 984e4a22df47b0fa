/** `sallyport` / `sallyport start`: runs a node in the foreground until SIGTERM or SIGINT. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { isLoopback, listenHost } from '../config/parse.ts'
import type { Config } from '../config/settings.ts'
import { type RunningNode, startNode } from '../main.ts'
import type { Observer } from '../observe/events.ts'
import { createLog } from '../observe/log.ts'
import { reachableUrl } from '../reachable-url.ts'
import type { RunningWorkers } from '../start-workers.ts'
import { EXAMPLE, makeExample } from './example.ts'
import { addSettingsOptions, configFrom, type SettingsOptions } from './settings-options.ts'
import { packageVersion } from './version.ts'

/** One process or several. */
type Running = RunningNode | RunningWorkers

type StartOptions = SettingsOptions & { readonly example?: boolean }

export function addStartCommand(program: Command): void {
  const start = program.command('start', { isDefault: true }).description('starts a node (the default)')
  addSettingsOptions(start)
    .option(
      '--example',
      'makes the user of the documented example, rdeniro with the password taxidriver (loopback addresses only)',
    )
    .action(run)
}

async function run(options: StartOptions): Promise<void> {
  const config = await configFrom(options)
  if (options.example && !isLoopback(listenHost(config))) {
    throw new Error(
      `--example makes a user whose password everybody knows: on a loopback address only, not on [${listenHost(config)}]`,
    )
  }
  const observer = createLog(config['sallyport.log.level'] as Parameters<typeof createLog>[0])
  const start = config['sallyport.workers'] > 1 ? startGroup : startAlone
  const node = await start(config, observer, options.example ? makeExample : async () => {})
  process.stdout.write(greeting(node, resolve(config['path.data']), options.example === true))
  stopOnSignal(node)
}

type Start = (config: Config, observer: Observer, prepare: typeof makeExample) => Promise<Running>

const startAlone: Start = async (config, observer, prepare) => {
  const node = await startNode({ config, observer })
  await prepare(node.services)
  return node
}

const startGroup: Start = async (config, observer, prepare) => {
  const { startWorkers } = await import('../start-workers.ts')
  return startWorkers({ config, observer, prepare })
}

function greeting(node: Running, data: string, example: boolean): string {
  const lines = [`Sallyport ${packageVersion()} listens on ${node.url}`, `The data is in ${data}`, '']
  if (node.generatedPassword !== undefined) {
    lines.push(
      'The password of the user elastic is shown this once:',
      '',
      `    ${node.generatedPassword}`,
      '',
      'Try it:',
      '',
      `    curl ${trustOption(node)}--user 'elastic:${node.generatedPassword}' ${reachableUrl(node.url)}/`,
      '',
    )
  } else {
    lines.push(
      node.firstStart
        ? 'The password of the user elastic is the one that was given.'
        : 'The password of the user elastic is unchanged.',
      '',
    )
  }
  if (node.authority) lines.push(...authorityLines(node))
  if (example) lines.push('The documented example:', '', ...exampleCommands(node).map((command) => `    ${command}`), '')
  return `${lines.join('\n')}\n`
}

function authorityLines(node: Running): readonly string[] {
  const lines = ['HTTP CA certificate SHA-256 fingerprint:', '', `    ${node.authority?.fingerprint}`, '']
  if (node.generatedPassword !== undefined) return lines
  return [...lines, 'Try it:', '', `    curl ${trustOption(node)}--user elastic ${reachableUrl(node.url)}/`, '']
}

/** For a shell: quoted only where it must be. */
function trustOption({ authority }: Running): string {
  if (!authority) return ''
  const file = resolve(authority.file)
  return `--cacert ${/^[\w./-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`} `
}

function exampleCommands(node: Running): readonly string[] {
  const address = node.url.replace(/^http:\/\/127\.0\.0\.1/, 'localhost')
  const curl = `curl ${trustOption(node)}`
  return [`${curl}-XPUT ${address}/idx`, `${curl}--user ${EXAMPLE.username}:${EXAMPLE.password} -XPUT ${address}/idx`]
}

/** The first signal drains and closes, a second one ends at once. */
function stopOnSignal(node: Running): void {
  let stopping = false
  const stop = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1)
    stopping = true
    node.stop(signal).then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`sallyport: stopping failed: ${(error as Error).message}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
