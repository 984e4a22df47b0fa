/** The body of `_mget`: `docs`, each with its own index, source and version, or plain `ids`. */
import { type ElasticError, illegalArgument, parseFailure, parsingException } from '../../core/errors.ts'
import { parseJson } from '../../core/json/parse.ts'
import { namePositionOf, positionOf } from '../../core/json/positions.ts'
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText, tokenName } from '../../core/json/value.ts'
import type { FetchSource } from '../fetch-source.ts'
import { parseLong } from '../long-parameter.ts'
import { parseSourceMember } from '../source-member.ts'
import { type DocumentRead, wantedParts } from './read-request.ts'
import { parseVersionType } from './write-conditions.ts'

/** What the path and the parameters say for documents that do not say it themselves. */
export interface MgetDefaults {
  readonly index: string | undefined
  readonly routing: string | undefined
  readonly storedFields: readonly string[] | undefined
  readonly fetch: FetchSource | undefined
}

/** A document as asked for; a missing index or id is listed by the caller. */
export type MgetItem = Omit<DocumentRead, 'index' | 'id'> & {
  readonly index: string | undefined
  readonly id: string | undefined
}

/** The documents in the order in which they are answered. */
export function parseMgetBody(bytes: Buffer, defaults: MgetDefaults): readonly MgetItem[] {
  const body = parseJson(bytes, { positions: 'all', comments: true })
  if (!isJsonObject(body)) {
    throw parsingException(`unexpected token [${tokenName(body)}], expected [START_OBJECT]`, { line: 1, column: 1 })
  }
  return [...body].flatMap(([name, value]) => parseSection(body, name, value, defaults))
}

function parseSection(body: JsonObject, name: string, value: JsonValue, defaults: MgetDefaults): readonly MgetItem[] {
  if (!Array.isArray(value)) {
    throw parsingException(
      `unexpected token [${tokenName(value)}], expected [FIELD_NAME] or [START_ARRAY]`,
      positionOf(body, name),
    )
  }
  if (name === 'docs') return value.map((item) => parseDocument(item, defaults))
  if (name === 'ids') return value.map((item) => ({ ...emptyItem(defaults), id: parseId(item) }))
  throw parsingException(`unknown key [${name}] for a START_ARRAY, expected [docs] or [ids]`, positionOf(body, name))
}

const emptyItem = (defaults: MgetDefaults): MgetItem => ({
  index: defaults.index,
  id: undefined,
  routing: defaults.routing,
  version: undefined,
  versionType: 'internal',
  ...wantedParts(defaults.storedFields, defaults.fetch),
})

function parseId(value: JsonValue): string {
  const text = scalarText(value)
  if (text === undefined) throw illegalArgument('ids array element should only contain ids')
  return text
}

function scalarText(value: JsonValue): string | undefined {
  if (typeof value === 'string') return value
  if (isJsonNumber(value)) return numberText(value)
  return typeof value === 'boolean' ? String(value) : undefined
}

const MEMBERS = new Set(['_index', '_id', 'routing', 'stored_fields', 'version', 'version_type', '_source'])

function parseDocument(item: JsonValue, defaults: MgetDefaults): MgetItem {
  if (!isJsonObject(item)) throw illegalArgument('docs array element should include an object')
  for (const name of item.keys()) if (!MEMBERS.has(name)) throw unknownMember(item, name)
  const storedFields = parseStoredFields(item.get('stored_fields')) ?? defaults.storedFields
  return {
    index: memberText(item, '_index') ?? defaults.index,
    id: memberText(item, '_id'),
    routing: memberText(item, 'routing') ?? defaults.routing,
    version: parseVersion(item.get('version')),
    versionType: parseVersionType(memberText(item, 'version_type')) ?? 'internal',
    ...wantedParts(storedFields, parseSource(item.get('_source')) ?? defaults.fetch),
  }
}

function unknownMember(item: JsonObject, name: string): ElasticError {
  if (name !== 'fields') return parseFailure(`failed to parse multi get request. unknown field [${name}]`)
  return parsingException('Unsupported field [fields] used, expected [stored_fields] instead', valueOrName(item, name))
}

const valueOrName = (item: JsonObject, name: string): { line: number; column: number } | undefined =>
  positionOf(item, name) ?? namePositionOf(item, name)

function memberText(item: JsonObject, name: string): string | undefined {
  const value = item.get(name)
  if (value === undefined || value === null) return undefined
  const text = scalarText(value)
  if (text === undefined) throw parseFailure(`failed to parse multi get request. unknown field [${name}]`)
  return text
}

function parseVersion(value: JsonValue | undefined): number | undefined {
  if (value === undefined) return undefined
  const text = scalarText(value)
  const version = text === undefined ? undefined : parseLong(text)
  if (version === undefined) throw illegalArgument(`For input string: "${text ?? tokenName(value)}"`)
  return version
}

function parseStoredFields(value: JsonValue | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined
  const names = (Array.isArray(value) ? value : [value]).map(scalarText)
  if (names.every((name) => name !== undefined)) return names
  throw parseFailure('failed to parse multi get request. unknown field [stored_fields]')
}

function parseSource(value: JsonValue | undefined): FetchSource | undefined {
  if (value === undefined) return undefined
  const source = parseSourceMember(value)
  if (source.kind === 'source') return source.fetch
  throw parseFailure(source.kind === 'unknown' ? source.reason : `illegal type for _source: [${tokenName(value)}]`)
}
