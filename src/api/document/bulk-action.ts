/**
 * The action line of a bulk: which operation, on what, under which conditions. Lines as clients write them are read by one regular
 * expression; everything else, and every fault, by the strict parser.
 */
import { isAscii } from 'node:buffer'
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import { parseJson } from '../../core/json/parse.ts'
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText, tokenName } from '../../core/json/value.ts'
import { parseBoolean } from '../../core/units.ts'
import type { WriteConditions } from '../../engine/shard.ts'
import type { FetchSource } from '../fetch-source.ts'
import { parseSourceMember } from '../source-member.ts'
import { parseVersionType, type WriteKind, writeConditions } from './write-conditions.ts'

/** What the path and the parameters say for lines that do not say it themselves. */
export interface BulkDefaults {
  readonly index: string | undefined
  readonly routing: string | undefined
  readonly pipeline: string | undefined
  readonly requireAlias: boolean
  readonly requireDataStream: boolean
  readonly fetch: FetchSource | undefined
}

export interface BulkAction {
  readonly kind: WriteKind
  readonly index: string | undefined
  readonly id: string | undefined
  readonly routing: string | undefined
  readonly conditions: WriteConditions
  readonly retryOnConflict: number
  readonly pipeline: string | undefined
  readonly requireAlias: boolean
  readonly requireDataStream: boolean
  readonly fetch: FetchSource | undefined
}

/** The conditions of a line that names none. */
export const NO_CONDITIONS: WriteConditions = {}
const TEXT = '"([^"\\\\\\u0000-\\u001f]*)"'
const PLAIN = new RegExp(`^\\{"(index|create|update|delete)":\\{(?:"_index":${TEXT}(?:,"_id":${TEXT})?|"_id":${TEXT})?\\}\\}$`)

/** Reads the line with this number; undefined for a blank one. */
export function parseBulkAction(line: Uint8Array, number: number, defaults: BulkDefaults): BulkAction | undefined {
  const text = isAscii(line) ? Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('latin1') : undefined
  const plain = text === undefined ? null : PLAIN.exec(text)
  if (plain) {
    return action(plain[1] as WriteKind, defaults, { index: plain[2], id: plain[3] ?? plain[4] })
  }
  if (text !== undefined && text.trim() === '') return undefined
  return parseAnyAction(line, number, defaults)
}

function action(
  kind: WriteKind,
  defaults: BulkDefaults,
  given: { index?: string | undefined; id?: string | undefined },
): BulkAction {
  return {
    kind,
    index: given.index ?? defaults.index,
    id: given.id,
    routing: defaults.routing,
    conditions: NO_CONDITIONS,
    retryOnConflict: 0,
    pipeline: defaults.pipeline,
    requireAlias: defaults.requireAlias,
    requireDataStream: defaults.requireDataStream,
    fetch: defaults.fetch,
  }
}

function parseAnyAction(line: Uint8Array, number: number, defaults: BulkDefaults): BulkAction {
  const value = parseJson(line, { trailing: () => malformedLine(number, 'unexpected data after the closing brace') })
  if (!isJsonObject(value)) throw malformedLine(number, `expected START_OBJECT but found [${tokenName(value)}]`)
  const [first] = value
  if (!first) throw malformedLine(number, 'expected FIELD_NAME but found [END_OBJECT]')
  const [name, metadata] = first
  if (!isWriteKind(name)) {
    throw malformedLine(number, `expected field [create], [delete], [index] or [update] but found [${name}]`)
  }
  if (!isJsonObject(metadata)) {
    throw malformedLine(number, `expected START_OBJECT or END_OBJECT but found [${tokenName(metadata)}]`)
  }
  if (value.size > 1) throw malformedLine(number, 'expected END_OBJECT but found [FIELD_NAME]')
  return withMetadata(name, new Metadata(metadata, number), defaults)
}

const isWriteKind = (name: string): name is WriteKind =>
  name === 'index' || name === 'create' || name === 'update' || name === 'delete'

const malformedLine = (number: number, why: string): ElasticError =>
  illegalArgument(`Malformed action/metadata line [${number}], ${why}`)

function withMetadata(name: WriteKind, metadata: Metadata, defaults: BulkDefaults): BulkAction {
  metadata.check()
  const isCreate = name === 'index' && metadata.text('op_type') === 'create'
  return {
    kind: isCreate ? 'create' : name,
    index: metadata.text('_index') ?? defaults.index,
    id: metadata.text('_id'),
    routing: metadata.text('routing') ?? defaults.routing,
    conditions: writeConditions(
      metadata.long('version'),
      parseVersionType(metadata.text('version_type')),
      metadata.long('if_seq_no'),
      metadata.long('if_primary_term'),
    ),
    retryOnConflict: metadata.integer('retry_on_conflict'),
    pipeline: metadata.text('pipeline') ?? defaults.pipeline,
    requireAlias: metadata.boolean('require_alias') ?? defaults.requireAlias,
    requireDataStream: metadata.boolean('require_data_stream') ?? defaults.requireDataStream,
    fetch: metadata.source() ?? defaults.fetch,
  }
}

const KNOWN = new Set([
  '_index',
  '_id',
  'routing',
  'op_type',
  'version',
  'version_type',
  'if_seq_no',
  'if_primary_term',
  'retry_on_conflict',
  'pipeline',
  'require_alias',
  'require_data_stream',
  '_source',
  'dynamic_templates',
])

/** The members behind an action's name; null counts as absent. */
class Metadata {
  readonly #members: JsonObject
  readonly #line: number

  constructor(members: JsonObject, line: number) {
    this.#members = members
    this.#line = line
  }

  /** Refuses members that are unknown, or whose values are no simple ones. */
  check(): void {
    for (const [name, value] of this.#members) {
      const mayNest = isJsonObject(value) && (name === '_source' || name === 'dynamic_templates')
      const isSimple = !isJsonObject(value) && !Array.isArray(value)
      if (!isSimple && !mayNest) {
        throw malformedLine(this.#line, `expected a simple value for field [${name}] but found [${tokenName(value)}]`)
      }
      if (!KNOWN.has(name)) throw illegalArgument(`Action/metadata line [${this.#line}] contains an unknown parameter [${name}]`)
    }
    const templates = this.#members.get('dynamic_templates')
    if (isJsonObject(templates) && templates.size > 0) {
      throw illegalArgument(`Action/metadata line [${this.#line}] names [dynamic_templates], which are not supported`)
    }
  }

  text(name: string): string | undefined {
    return scalarText(this.#members.get(name))
  }

  /** A whole number; a fraction is cut off, as Elasticsearch does. */
  long(name: string): number | undefined {
    return this.#number(name, illegalArgument)
  }

  integer(name: string): number {
    return this.#number(name, (reason) => new ElasticError('number_format_exception', reason)) ?? 0
  }

  #number(name: string, refuse: (reason: string) => ElasticError): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const number = Math.trunc(Number(text))
    const isNumber = /^[+-]?\d+(\.\d+)?$/.test(text) && Number.isSafeInteger(number)
    if (!isNumber) throw refuse(`For input string: "${text}"`)
    return number
  }

  boolean(name: string): boolean | undefined {
    const text = this.text(name)
    return text === undefined ? undefined : parseBoolean(text)
  }

  source(): FetchSource | undefined {
    const value = this.#members.get('_source')
    if (value === undefined || value === null) return undefined
    const source = parseSourceMember(value)
    if (source.kind === 'source') return source.fetch
    throw malformedLine(this.#line, source.kind === 'unknown' ? source.reason : `illegal type for _source: [${tokenName(value)}]`)
  }
}

function scalarText(value: JsonValue | undefined): string | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  if (isJsonNumber(value)) return numberText(value)
  return typeof value === 'boolean' ? String(value) : undefined
}
