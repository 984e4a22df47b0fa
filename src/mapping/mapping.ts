/**
 * The mapping of an index: immutable; a change makes a new one. Knows its fields by path, prints itself, merges another declaration into
 * itself, and reads documents. Kept by the engine, asked by search.
 */
import { ElasticError } from '../core/errors.ts'
import type { JsonObject } from '../core/json/value.ts'
import { compileWildcard } from '../core/wildcard.ts'
import type { MappedField } from './field.ts'
import { mappingConflict } from './field-type.ts'
import type { IndexContext } from './index-field.ts'
import { checkLimits, type MappingLimits, readLimits } from './mapping-limits.ts'
import { descendants, type FieldNode, type ObjectNode, type RootSettings } from './mapping-node.ts'
import { type ParsedMapping, parseMapping } from './mapping-parser.ts'
import { joinObjects } from './merge.ts'
import { mapperParsing } from './parameter.ts'
import { type DocumentInput, type DocumentResult, parseDocument } from './parse-document.ts'
import { printMapping } from './print-mapping.ts'

export interface MappingOptions extends IndexContext {
  /** A mapping that was accepted before (read from disk): limits, which may have been lowered since, are not checked again. */
  readonly trusted?: boolean
}

export class Mapping {
  readonly root: ObjectNode
  readonly settings: RootSettings
  readonly context: IndexContext
  readonly limits: MappingLimits
  /** Objects, fields and multi-fields: what `index.mapping.total_fields.limit` counts. */
  readonly size: number
  readonly #fields: ReadonlyMap<string, FieldNode>

  private constructor({ root, settings }: ParsedMapping, context: IndexContext) {
    this.root = root
    this.settings = settings
    this.context = context
    this.limits = readLimits(context.settings)
    const nodes = [...descendants(root)]
    this.size = nodes.length
    this.#fields = new Map(nodes.filter((node) => node.kind === 'field').map((node) => [node.path, node]))
  }

  /** The mapping of a declaration (undefined: an empty one); throws 400 `mapper_parsing_exception`. */
  static parse(json: JsonObject | undefined, { analysis, settings, trusted = false }: MappingOptions): Mapping {
    const context = { analysis, settings }
    const parsed = parseWrapped(json ?? new Map(), context)
    if (!trusted) checkLimits(parsed.root, readLimits(settings))
    return new Mapping(parsed, context)
  }

  /** This mapping with another declaration merged in; itself where that changes nothing. Throws 400 on conflict. */
  merge(json: JsonObject): Mapping {
    const parsed = parseWrapped(json, this.context)
    const root = joinObjects(this.root, parsed.root, this.context)
    const settings = joinSettings(this.settings, parsed.settings)
    checkLimits(root, this.limits)
    const merged = new Mapping({ root, settings }, this.context)
    return JSON.stringify(plain(merged.toJson())) === JSON.stringify(plain(this.toJson())) ? this : merged
  }

  /** The same fields under changed index settings (limits, defaults of `coerce` …). */
  withSettings(settings: ReadonlyMap<string, string>): Mapping {
    return Mapping.parse(this.toJson(), { analysis: this.context.analysis, settings, trusted: true })
  }

  /** As `GET _mapping` prints it. */
  toJson(): JsonObject {
    return printMapping(this.root, this.settings)
  }

  /** Documents without `routing` are refused (by the document APIs, which know the index's name). */
  get routingRequired(): boolean {
    return this.settings.routingRequired ?? false
  }

  field(path: string): MappedField | undefined {
    return this.#fields.get(path)?.field
  }

  /** A field with what belongs to it: multi-fields, copies. */
  fieldNode(path: string): FieldNode | undefined {
    return this.#fields.get(path)
  }

  /** Every field, multi-fields included. */
  fields(): readonly MappedField[] {
    return [...this.#fields.values()].map(({ field }) => field)
  }

  /** Paths of the fields that a pattern (`*` for any text) matches. */
  matchFields(pattern: string): readonly string[] {
    const matcher = compileWildcard(pattern)
    if (matcher.kind === 'exact') return this.#fields.has(pattern) ? [pattern] : []
    return [...this.#fields.keys()].filter((path) => matcher.matches(path))
  }

  /** Reads one document; fields it brings make the new mapping that comes back (itself where there are none). */
  parseDocument(input: DocumentInput): DocumentResult<Mapping> {
    return parseDocument<Mapping>(this, input)
  }
}

function parseWrapped(json: JsonObject, context: IndexContext): ParsedMapping {
  try {
    return parseMapping(json, context)
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    const wrapped = mapperParsing(`Failed to parse mapping: ${error.reason}`, error)
    if (!OWN_ERRORS.has(error.type)) throw wrapped
    throw new ElasticError(wrapped.type, wrapped.reason, { causedBy: error, rootCause: [error] })
  }
}

/** Errors that Elasticsearch counts as its own, and therefore names as the root cause. */
const OWN_ERRORS = new Set(['mapper_parsing_exception', 'parse_exception'])

function joinSettings(before: RootSettings, after: RootSettings): RootSettings {
  if (after.streamTimestamp !== undefined && after.streamTimestamp !== (before.streamTimestamp ?? false)) {
    const change = `from [${before.streamTimestamp ?? false}] to [${after.streamTimestamp}]`
    throw mappingConflict('_data_stream_timestamp', `\n\tCannot update parameter [enabled] ${change}`)
  }
  if (after.routingRequired !== undefined && after.routingRequired !== (before.routingRequired ?? false)) {
    const change = `from [${before.routingRequired ?? false}] to [${after.routingRequired}]`
    throw mappingConflict('_routing', `\n\tCannot update parameter [required] ${change}`)
  }
  return {
    dateDetection: after.dateDetection ?? before.dateDetection,
    numericDetection: after.numericDetection ?? before.numericDetection,
    dynamicDateFormats: after.dynamicDateFormats ?? before.dynamicDateFormats,
    routingRequired: after.routingRequired ?? before.routingRequired,
    streamTimestamp: before.streamTimestamp,
    meta: after.meta ?? before.meta,
  }
}

/** For comparison only: Maps as lists of pairs. */
function plain(value: unknown): unknown {
  if (value instanceof Map) return [...value].map(([name, member]) => [name, plain(member)])
  return Array.isArray(value) ? value.map(plain) : value
}
