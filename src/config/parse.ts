/** Texts and YAML values → checked settings. Collects every fault instead of stopping at the first. */
import { nearest } from '../core/nearest.ts'
import { parseBoolean, parseByteSize, parseTimeValue } from '../core/units.ts'
import { type Config, SETTINGS, type Setting, type SettingName } from './settings.ts'
import { tlsFaults } from './tls-checks.ts'
import { upstreamFaults } from './upstream-checks.ts'

/** Everything that is wrong with a configuration, a line each. */
export class ConfigError extends Error {
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(
      `the configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    )
    this.name = 'ConfigError'
    this.faults = faults
  }
}

/** Where a value came from, for messages: `sallyport.yml`, `SALLYPORT_HTTP_PORT`, `-E`. */
export interface GivenValue {
  readonly name: string
  readonly value: unknown
  readonly from: string
}

const names = Object.keys(SETTINGS) as SettingName[]
const groups = names.filter((name) => SETTINGS[name].type === 'group')

/** Later values win. Throws one ConfigError with all faults. */
export function parseSettings(given: readonly GivenValue[]): Config {
  const faults: string[] = []
  const config: Record<string, unknown> = Object.fromEntries(names.map((name) => [name, SETTINGS[name].default]))
  for (const { name, value, from } of given) {
    const group = groups.find((candidate) => name.startsWith(`${candidate}.`))
    if (group) {
      config[group] = { ...(config[group] as object), [name.slice(group.length + 1)]: String(value) }
      continue
    }
    if (!Object.hasOwn(SETTINGS, name)) {
      faults.push(`unknown setting [${name}] (${from})${suggestion(name)}`)
      continue
    }
    try {
      config[name] = parseValue(SETTINGS[name as SettingName], name, value)
    } catch (error) {
      faults.push(`${(error as Error).message} (${from})`)
    }
  }
  const givenNames = new Set(given.map(({ name }) => name))
  faults.push(...crossChecks(config as Config), ...tlsFaults(config as Config, (name) => givenNames.has(name)))
  if (faults.length > 0) throw new ConfigError(faults)
  return Object.freeze(config) as Config
}

const suggestion = (name: string): string => {
  const best = nearest(name, names)
  return best === undefined ? '' : `, did you mean [${best}]?`
}

function parseValue(setting: Setting, name: string, value: unknown): unknown {
  if (setting.type === 'list') return parseList(name, value)
  if (setting.type === 'group') throw new Error(`setting [${name}] takes settings below it, such as [${name}.<name>]`)
  if (typeof value === 'object' && value !== null) throw new Error(`setting [${name}] takes a single value`)
  const text = value === null || value === undefined ? '' : String(value)
  if (setting.type === 'boolean') return labelled(name, () => parseBoolean(text))
  if (setting.type === 'integer') return inRange(setting, name, integerOf(name, text))
  if (setting.type === 'bytes') return inRange(setting, name, parseByteSize(text, name))
  if (setting.type === 'time') return inRange(setting, name, parseTimeValue(text, name))
  if (setting.type === 'choice' && !setting.choices.includes(text)) {
    throw new Error(`setting [${name}] is [${text}], must be one of [${setting.choices.join(', ')}]`)
  }
  return text
}

function labelled<Value>(name: string, parse: () => Value): Value {
  try {
    return parse()
  } catch (error) {
    throw new Error(`setting [${name}]: ${(error as Error).message}`)
  }
}

function integerOf(name: string, text: string): number {
  if (!/^-?\d+$/.test(text.trim())) throw new Error(`setting [${name}] is [${text}], must be a whole number`)
  return Number(text)
}

function inRange(limits: { readonly min: number; readonly max: number }, name: string, value: number): number {
  if (value >= limits.min && value <= limits.max) return value
  throw new Error(`setting [${name}] is [${value}], must be between [${limits.min}] and [${limits.max}]`)
}

function parseList(name: string, value: unknown): readonly string[] {
  const members = Array.isArray(value)
    ? value
    : value === null || value === '' || value === undefined
      ? []
      : String(value).split(',')
  if (members.some((member) => typeof member === 'object' && member !== null))
    throw new Error(`setting [${name}] takes a list of single values`)
  return Object.freeze(members.map((member) => String(member).trim()).filter((member) => member !== ''))
}

/** Faults that only show between settings. */
function crossChecks(config: Config): string[] {
  const faults: string[] = []
  const version = /^(\d+)\.(\d+)\.(\d+)$/.exec(config['compatibility.version'])
  const isGiven = config['compatibility.version'] !== ''
  if (isGiven && (!version || Number(version[1]) * 100 + Number(version[2]) < 717)) {
    faults.push(
      `setting [compatibility.version] is [${config['compatibility.version']}], must be a version such as 9.5.3, 7.17.0 or later`,
    )
  }
  if (!config['xpack.security.enabled'] && !isLoopback(listenHost(config))) {
    faults.push(`setting [xpack.security.enabled] may be false on a loopback address only, not on [${listenHost(config)}]`)
  }
  if (config['action.auto_create_index'].split(',').some((rule) => rule === '+' || rule === '-')) {
    faults.push(
      `setting [action.auto_create_index] is [${config['action.auto_create_index']}], must contain an index name after [+] or [-]`,
    )
  }
  faults.push(...upstreamFaults(config))
  const password = config['bootstrap.password']
  if (password !== '' && password.length < 6) faults.push('setting [bootstrap.password] must be at least [6] characters long')
  return faults
}

/** The address to listen on. */
export const listenHost = (config: Config): string => {
  const host = config['http.host'] || config['network.host']
  return host === '_local_' ? '127.0.0.1' : host
}

export const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
