/**
 * JSON → the tree of a mapping, in Elasticsearch's words where it is not one. Called through `Mapping.parse` and `Mapping.merge`, which
 * wrap what is thrown (`Failed to parse mapping: …`).
 */
import { parseDateFormat } from '../core/date-format.ts'
import { ElasticError, illegalArgument, parseFailure } from '../core/errors.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts'
import { parseParameters } from './field-type.ts'
import { FIELD_TYPES } from './field-types.ts'
import type { IndexContext } from './index-field.ts'
import { javaText } from './java-text.ts'
import { makeField } from './make-field.ts'
import { depthExceeded, readLimits } from './mapping-limits.ts'
import type { Dynamic, FieldNode, MappingNode, ObjectNode, RootSettings } from './mapping-node.ts'
import { pathOf } from './mapping-node.ts'
import { joinMembers } from './merge.ts'
import { mapperParsing, parseFlag } from './parameter.ts'

export interface ParsedMapping {
  readonly root: ObjectNode
  readonly settings: RootSettings
}

const isEmptyList = (value: JsonValue | undefined): boolean => Array.isArray(value) && value.length === 0

const OBJECT_MEMBERS = new Set(['type', 'dynamic', 'enabled', 'subobjects', 'properties'])
const ROOT_MEMBERS = new Set([
  ...OBJECT_MEMBERS,
  'date_detection',
  'numeric_detection',
  'dynamic_date_formats',
  '_routing',
  '_data_stream_timestamp',
  '_source',
  '_meta',
])

export function parseMapping(json: JsonObject, context: IndexContext): ParsedMapping {
  refuseMembers(
    json,
    (name) => ROOT_MEMBERS.has(name) && name !== 'type',
    (members) => `Root mapping definition has unsupported parameters: ${members}`,
  )
  parseSource(json.get('_source'))
  const settings: RootSettings = {
    dateDetection: detection(json, 'date_detection'),
    numericDetection: detection(json, 'numeric_detection'),
    dynamicDateFormats: dateFormats(json.get('dynamic_date_formats')),
    routingRequired: parseRouting(json.get('_routing')),
    streamTimestamp: parseStreamTimestamp(json),
    meta: parseMeta(json.get('_meta')),
  }
  return { root: parseObject(json, '_doc', '', context), settings }
}

/** Empty sections of what is not offered say nothing and are let through. */
function refuseMembers(json: JsonObject, known: (name: string) => boolean, text: (members: string) => string): void {
  const unknown = [...json].filter(([name, value]) => !known(name) && !isHarmless(name, value))
  if (unknown.length === 0) return
  throw mapperParsing(text(unknown.map(([name, value]) => ` [${name} : ${javaText(value)}]`).join('')))
}

const isHarmless = (name: string, value: JsonValue): boolean =>
  ((name === 'runtime' || name === '_id') && isJsonObject(value) && value.size === 0) ||
  (name === 'dynamic_templates' && isEmptyList(value))

function detection(json: JsonObject, name: string): boolean | undefined {
  const value = json.get(name)
  if (value === undefined) return undefined
  return convertFlag(value, name)
}

function convertFlag(value: JsonValue, place: string): boolean {
  try {
    return parseFlag(value)
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    throw illegalArgument(`Could not convert [${place}] to boolean`, { causedBy: error })
  }
}

function dateFormats(value: JsonValue | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined
  return [value].flat().map((pattern) => {
    if (typeof pattern !== 'string') throw illegalArgument(`Invalid format: [${javaText(pattern)}]: expected string value`)
    return parseDateFormat(pattern).pattern
  })
}

/** Documents are always kept as they came. */
function parseSource(value: JsonValue | undefined): void {
  const config = metadataConfig('_source', value)
  for (const [name, given] of config) {
    if (name !== 'enabled') throw unknownMetadata(name, '_source')
    if (!parseFlag(given)) throw mapperParsing('[_source] cannot be disabled: parameter [enabled] can only be [true]')
  }
}

function parseRouting(value: JsonValue | undefined): boolean | undefined {
  if (value === undefined) return undefined
  const config = metadataConfig('_routing', value)
  for (const name of config.keys()) if (name !== 'required') throw unknownMetadata(name, '_routing')
  return parseFlag(config.get('required') ?? false)
}

/** A stream is ordered by a field that is there and is a date. */
function parseStreamTimestamp(json: JsonObject): boolean | undefined {
  const value = json.get('_data_stream_timestamp')
  if (value === undefined) return undefined
  const config = metadataConfig('_data_stream_timestamp', value)
  for (const name of config.keys()) if (name !== 'enabled') throw unknownMetadata(name, '_data_stream_timestamp')
  if (!parseFlag(config.get('enabled') ?? false)) return false
  const properties = json.get('properties')
  const field = isJsonObject(properties) ? properties.get('@timestamp') : undefined
  if (!isJsonObject(field)) throw illegalArgument('data stream timestamp field [@timestamp] does not exist')
  const type = field.get('type')
  if (type !== 'date' && type !== 'date_nanos') {
    throw illegalArgument(
      `data stream timestamp field [@timestamp] is of type [${javaText(type ?? 'object')}], but [date,date_nanos] is expected`,
    )
  }
  return true
}

function metadataConfig(field: string, value: JsonValue | undefined): JsonObject {
  if (value === undefined) return new Map()
  if (isJsonObject(value)) return value
  throw illegalArgument(`[${field}] config must be an object`)
}

const unknownMetadata = (name: string, field: string): ElasticError =>
  mapperParsing(`unknown parameter [${name}] on metadata field [${field}]`)

function parseMeta(value: JsonValue | undefined): JsonObject | undefined {
  if (value === undefined || isJsonObject(value)) return value
  throw illegalArgument(`[_meta] must be an object, got [${javaText(value)}]`)
}

function parseObject(json: JsonObject, name: string, path: string, context: IndexContext): ObjectNode {
  return {
    kind: 'object',
    name,
    path,
    dynamic: parseDynamic(json.get('dynamic')),
    enabled: json.has('enabled') ? convertFlag(json.get('enabled')!, 'enabled.enabled') : true,
    subobjects: json.has('subobjects') && parseSubobjects(json.get('subobjects')!),
    children: json.has('properties') ? parseProperties(json.get('properties')!, path, context) : new Map(),
  }
}

function parseSubobjects(value: JsonValue): boolean {
  if (convertFlag(value, 'subobjects.subobjects')) return true
  throw mapperParsing('Mapping definition has unsupported parameters:  [subobjects : false]')
}

function parseDynamic(value: JsonValue | undefined): Dynamic | undefined {
  if (value === undefined) return undefined
  const text = javaText(value)
  if (text.toLowerCase() === 'strict') return 'strict'
  return convertFlag(value, 'dynamic.dynamic') ? 'true' : 'false'
}

function parseProperties(json: JsonValue, path: string, context: IndexContext): ReadonlyMap<string, MappingNode> {
  if (isEmptyList(json)) return new Map()
  if (!isJsonObject(json)) throw parseFailure('properties must be a map type')
  let members: ReadonlyMap<string, MappingNode> = new Map()
  for (const [name, declaration] of json) {
    if (isEmptyList(declaration)) continue
    if (!isJsonObject(declaration)) {
      throw mapperParsing(`Expected map for property [fields] on field [${name}] but got a class java.lang.String`)
    }
    const parts = splitName(name)
    checkDepth(parts, path, context)
    const node = parseDotted(parts, declaration, path, context)
    members = joinMembers(members, new Map([[node.name, node]]), context)
  }
  return members
}

/** Before a name of many parts makes as many objects. */
function checkDepth(parts: readonly string[], path: string, { settings }: IndexContext): void {
  const limits = readLimits(settings)
  if (parts.length > limits.depth) throw depthExceeded(limits, pathOf(path, parts.slice(0, limits.depth).join('.')))
}

/** `a.b.c` declares the objects on its way. */
function splitName(name: string): readonly string[] {
  const parts = name.split('.')
  while (parts.length > 0 && parts[parts.length - 1] === '') parts.pop()
  if (parts.length === 0 && name !== '') throw illegalArgument('field name cannot contain only dots')
  if (parts.length === 0 || parts.includes('')) throw illegalArgument('field name cannot be an empty string')
  if (parts.some((part) => part.trim() === '')) throw illegalArgument('field name cannot contain only whitespaces')
  return parts
}

function parseDotted(parts: readonly string[], json: JsonObject, path: string, context: IndexContext): MappingNode {
  const [name = '', ...rest] = parts
  const own = pathOf(path, name)
  if (rest.length === 0) return parseNode(json, name, own, context)
  const child = parseDotted(rest, json, own, context)
  return {
    kind: 'object',
    name,
    path: own,
    dynamic: undefined,
    enabled: true,
    subobjects: false,
    children: new Map([[child.name, child]]),
  }
}

function parseNode(json: JsonObject, name: string, path: string, context: IndexContext): MappingNode {
  const type = declaredType(json, name)
  if (type !== 'object') return parseField(json, { name, path, type }, context)
  refuseMembers(
    json,
    (member) => OBJECT_MEMBERS.has(member),
    (members) => `Mapping definition for [${name}] has unsupported parameters: ${members}`,
  )
  return parseObject(json, name, path, context)
}

function declaredType(json: JsonObject, name: string): string {
  const type = json.get('type') ?? null
  if (type !== null) return javaText(type)
  if (json.has('properties') || (json.size === 1 && json.has('enabled'))) return 'object'
  throw mapperParsing(`No type specified for field [${name}]`)
}

interface FieldHead {
  readonly name: string
  readonly path: string
  readonly type: string
}

function parseField(json: JsonObject, head: FieldHead, context: IndexContext): FieldNode {
  const type = FIELD_TYPES.get(head.type)
  if (!type) {
    throw mapperParsing(
      `The mapper type [${head.type}] declared on field [${head.name}] does not exist. It might have been created within a future ` +
        'version or requires a plugin to be installed. Check the documentation.',
    )
  }
  const values = parseParameters(type, json, head, context)
  const { name, path } = head
  return makeField(
    {
      name,
      path,
      type,
      values,
      subFields: parseSubFields(json.get('fields'), path, context),
      copyTo: parseCopyTo(json.get('copy_to')),
    },
    context,
  )
}

function parseCopyTo(value: JsonValue | undefined): readonly string[] {
  return value === undefined || value === null ? [] : [value].flat().map(javaText)
}

function parseSubFields(json: JsonValue | undefined, path: string, context: IndexContext): ReadonlyMap<string, FieldNode> {
  if (json === undefined || isEmptyList(json)) return new Map()
  if (!isJsonObject(json)) {
    const given = json === null ? 'null' : javaText(json)
    throw mapperParsing(`expected map for property [fields] on field [${given}] or [fields] but got a class java.lang.String`)
  }
  return new Map([...json].map(([name, declaration]) => [name, parseSubField(name, declaration, path, context)]))
}

const NOT_IN_MULTI_FIELD = new Set(['object', 'nested'])

function parseSubField(name: string, json: JsonValue, parent: string, context: IndexContext): FieldNode {
  if (name.includes('.')) {
    throw mapperParsing(
      `Field name [${name}] which is a multi field of [${parent.slice(parent.lastIndexOf('.') + 1)}] cannot contain '.'`,
    )
  }
  if (name.trim() === '') throw illegalArgument('field name cannot be an empty string')
  if (!isJsonObject(json)) throw mapperParsing(`illegal field [${name}], only fields can be specified inside fields`)
  const type = json.get('type') ?? null
  if (type === null) throw mapperParsing(`no type specified for property [${name}]`)
  if (NOT_IN_MULTI_FIELD.has(javaText(type))) throw mapperParsing(`Type [${javaText(type)}] cannot be used in multi field`)
  const node = parseField(json, { name, path: pathOf(parent, name), type: javaText(type) }, context)
  if (node.subFields.size > 0) {
    throw illegalArgument(
      `Encountered a multi-field [${name}] which itself contains a multi-field. Defining chained multi-fields is not supported.`,
    )
  }
  return node
}
