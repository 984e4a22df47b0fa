/** Query parameters: declared by each API, read through one strict reader in Elasticsearch's words. */
import { ElasticError, illegalArgument } from '../core/errors.ts'
import { parseBoolean, parseTimeValue } from '../core/units.ts'

/** What a parameter holds. An array lists the only values allowed. */
export type ParameterKind = 'boolean' | 'integer' | 'float' | 'time' | 'text' | 'list' | readonly string[]

/** Every query parameter an API takes, beside those that all take (`pretty`, `human`, `error_trace`, `filter_path`, `format`, `source` …). */
export type ParameterTable = Readonly<Record<string, ParameterKind>>

/** Reads declared parameters; asking for one that the API does not declare is a defect. */
export class ParameterReader {
  readonly #table: ParameterTable
  readonly #values: ReadonlyMap<string, string>

  constructor(table: ParameterTable, values: ReadonlyMap<string, string>) {
    this.#table = table
    this.#values = values
  }

  /** The text as given; undefined where absent. */
  text(name: string): string | undefined {
    if (!Object.hasOwn(this.#table, name)) throw new Error(`parameter [${name}] is not declared`)
    return this.#values.get(name)
  }

  /** Everything that was given, parameters that all APIs take among them. */
  get given(): ReadonlyMap<string, string> {
    return this.#values
  }

  has(name: string): boolean {
    return this.text(name) !== undefined
  }

  /** A flag: `?refresh` without a value is true. */
  boolean<Default extends boolean | undefined>(name: string, absent: Default): boolean | Default {
    const text = this.text(name)
    if (text === undefined) return absent
    return text === '' ? true : parseBoolean(text)
  }

  integer<Default extends number | undefined>(name: string, absent: Default): number | Default {
    const text = this.text(name)
    if (text === undefined) return absent
    const value = Number(text)
    const isInt = /^[+-]?\d+$/.test(text) && value >= -2147483648 && value <= 2147483647
    if (isInt) return value
    throw illegalArgument(`Failed to parse int parameter [${name}] with value [${text}]`, {
      causedBy: new ElasticError('number_format_exception', `For input string: "${text}"`),
    })
  }

  /** A duration in milliseconds. */
  time<Default extends number | undefined>(name: string, absent: Default): number | Default {
    const text = this.text(name)
    return text === undefined ? absent : parseTimeValue(text, name)
  }

  /** A comma-separated list without empty members; undefined where absent. */
  list(name: string): readonly string[] | undefined {
    const text = this.text(name)
    return text === undefined ? undefined : splitList(text)
  }
}

/** A comma-separated list as paths and parameters have it; empty members are dropped. */
export const splitList = (text: string): readonly string[] => text.split(',').filter((part) => part !== '')
