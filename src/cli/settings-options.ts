/** The options that stand for settings, shared by the commands that read a configuration. */
import type { Command } from 'commander'
import { loadConfig, parseFlag } from '../config/load.ts'
import type { GivenValue } from '../config/parse.ts'
import type { Config } from '../config/settings.ts'

export interface SettingsOptions {
  readonly port?: string
  readonly host?: string
  readonly data?: string
  readonly upstream?: string
  readonly workers?: string
  readonly config?: string
  readonly tls?: true
  readonly E?: readonly string[]
}

const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]

export function addSettingsOptions(command: Command): Command {
  return command
    .option('--port <port>', 'port to listen on (http.port)')
    .option('--host <host>', 'address to listen on (http.host)')
    .option('--data <folder>', 'data folder (path.data)')
    .option('--upstream <urls>', 'nodes of an existing cluster to stand before, separated by commas (upstream.hosts)')
    .option('--workers <count>', 'processes that answer requests before a cluster (sallyport.workers)')
    .option('--config <file>', 'settings file (default: sallyport.yml in the working folder, where present)')
    .option('--tls', 'https, with an authority and a certificate made at the first start (sallyport.tls.own_certificates)')
    .option('-E <key=value>', 'any setting; may be given several times', collect)
}

/** Of commands that work on the folder of a stopped node. */
export function addFolderOptions(command: Command): Command {
  return command
    .option('--data <folder>', 'works on the data folder of a stopped node instead')
    .option('--config <file>', 'its settings file (default: sallyport.yml in the working folder, where present)')
    .option('-E <key=value>', 'any of its settings; may be given several times', collect)
}

/** Command line before environment before file. */
export function configFrom(options: SettingsOptions): Promise<Config> {
  const named: [string, string, string | undefined][] = [
    ['http.port', '--port', options.port],
    ['http.host', '--host', options.host],
    ['path.data', '--data', options.data],
    ['upstream.hosts', '--upstream', options.upstream],
    ['sallyport.workers', '--workers', options.workers],
  ]
  const flags: GivenValue[] = (options.E ?? []).map(parseFlag)
  if (options.tls) flags.push({ name: 'sallyport.tls.own_certificates', value: true, from: '--tls' })
  for (const [name, from, value] of named) if (value !== undefined) flags.push({ name, value, from })
  return loadConfig({ ...(options.config === undefined ? {} : { file: options.config }), environment: process.env, flags })
}
