/** Gathers settings from the file, the environment and the command line (later ones win) and has them checked together. */
import { existsSync, readFileSync } from 'node:fs'
import { ConfigError, type GivenValue, parseSettings } from './parse.ts'
import { type Config, SETTINGS } from './settings.ts'

export interface ConfigSources {
  /** Path of a settings file; one that was named must exist. Default: `sallyport.yml` in the working folder, where present. */
  readonly file?: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** `-E key=value` and the options that stand for settings, already split. */
  readonly flags: readonly GivenValue[]
}

const DEFAULT_FILE = 'sallyport.yml'
const PREFIX = 'SALLYPORT_'
/** The variable of a setting: `http.max_content_length` is `SALLYPORT_HTTP_MAX_CONTENT_LENGTH`. */
export const environmentName = (setting: string): string =>
  PREFIX +
  setting
    .replace(/^sallyport\./, '')
    .replace(/[.-]/g, '_')
    .toUpperCase()
const BY_VARIABLE: ReadonlyMap<string, string> = new Map(Object.keys(SETTINGS).map((name) => [environmentName(name), name]))

/** The effective configuration; throws ConfigError with every fault of every source. */
export async function loadConfig({ file, environment, flags }: ConfigSources): Promise<Config> {
  const fromFile = await readSettingsFile(file ?? environment.SALLYPORT_CONFIG)
  return parseSettings([...fromFile, ...readEnvironment(environment), ...flags])
}

async function readSettingsFile(named: string | undefined): Promise<GivenValue[]> {
  const path = named ?? DEFAULT_FILE
  if (named === undefined && !existsSync(path)) return []
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigError([`cannot read [${path}]: ${(error as Error).message}`])
  }
  // Loaded where there is a file: it costs more than the rest of the configuration.
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text, { uniqueKeys: true })
  if (document.errors.length > 0) throw new ConfigError(document.errors.map((error) => `[${path}] ${error.message}`))
  const content: unknown = document.toJS({ mapAsMap: true })
  if (content === null || content === undefined) return []
  if (!(content instanceof Map)) throw new ConfigError([`[${path}] must hold settings as \`name: value\``])
  return flatten(content, '', path)
}

/** Nested and dotted keys mean the same. */
function flatten(node: ReadonlyMap<unknown, unknown>, prefix: string, from: string): GivenValue[] {
  return [...node].flatMap(([key, value]) => {
    const name = prefix === '' ? String(key) : `${prefix}.${String(key)}`
    return value instanceof Map ? flatten(value, name, from) : [{ name, value, from }]
  })
}

function readEnvironment(environment: Readonly<Record<string, string | undefined>>): GivenValue[] {
  const given: GivenValue[] = []
  if (environment.ELASTIC_PASSWORD)
    given.push({ name: 'bootstrap.password', value: environment.ELASTIC_PASSWORD, from: 'ELASTIC_PASSWORD' })
  for (const [variable, value] of Object.entries(environment)) {
    if (!variable.startsWith(PREFIX) || variable === 'SALLYPORT_CONFIG') continue
    const name = BY_VARIABLE.get(variable) ?? variable.slice(PREFIX.length).toLowerCase().replaceAll('_', '.')
    given.push({ name, value, from: variable })
  }
  return given
}

/** `-E key=value` as a setting. */
export function parseFlag(text: string): GivenValue {
  const split = text.indexOf('=')
  if (split < 1) throw new ConfigError([`-E takes key=value, got [${text}]`])
  return { name: text.slice(0, split), value: text.slice(split + 1), from: '-E' }
}
