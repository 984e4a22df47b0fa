/** The body of `_reindex`: source, destination, and how it is run. */
import { ElasticError, illegalArgument } from '../../core/errors.ts'
import { namePositionOf, positionOf } from '../../core/json/positions.ts'
import type { JsonObject, JsonValue } from '../../core/json/value.ts'
import { isJsonObject, tokenName } from '../../core/json/value.ts'
import { suggestion } from '../../query/suggestion.ts'
import { type BodyMember, intOf, textOf, textsOf } from '../search/body-member.ts'
import type { DestinationInput } from './by-query-input.ts'
import { checkMaxDocs, parseConflicts } from './by-query-parameters.ts'
import { scriptsRefused } from './in-place.ts'
import { type ParseMembers, parseSearchMembers, type SearchMembers } from './search-members.ts'

export interface ReindexBody {
  readonly indices: readonly string[]
  readonly members: SearchMembers
  readonly destination: DestinationInput
  readonly maxDocs: number | undefined
  readonly proceeds: boolean
}

const KNOWN = ['source', 'dest', 'max_docs', 'size', 'script', 'conflicts'] as const

export function parseReindexBody(body: JsonObject, parseMembers: ParseMembers = parseSearchMembers): ReindexBody {
  refuseUnknown('reindex', body, KNOWN)
  if (body.has('script')) throw scriptsRefused(body)
  const source = objectOf(body, 'source')
  const { indices, members } = parseSource(source, parseMembers)
  return {
    indices,
    members,
    destination: parseDestination(objectOf(body, 'dest')),
    maxDocs:
      field(body, 'max_docs', (member) => checkMaxDocs(intOf(member))) ??
      field(body, 'size', (member) => checkMaxDocs(intOf(member))),
    proceeds: field(body, 'conflicts', (member) => parseConflicts(textOf(member))) ?? false,
  }
}

/** Reads a member, if it is there; what is wrong with it is said with its place. */
function field<Value>(body: JsonObject, key: string, read: (member: BodyMember) => Value): Value | undefined {
  const value = body.get(key)
  if (value === undefined) return undefined
  try {
    return read({ body, key, value })
  } catch (error) {
    if (!(error instanceof ElasticError)) throw error
    throw parseFailed(`[reindex] failed to parse field [${key}]`, positionOf(body, key), error)
  }
}

type Place = ReturnType<typeof positionOf>

function parseFailed(reason: string, at: Place, causedBy?: ElasticError): ElasticError {
  const place = at ? `[${at.line}:${at.column}] ` : ''
  return new ElasticError('x_content_parse_exception', `${place}${reason}`, causedBy ? { causedBy } : {})
}

function refuseUnknown(parser: string, body: JsonObject, known: readonly string[]): void {
  const key = [...body.keys()].find((name) => !known.includes(name))
  if (key !== undefined)
    throw parseFailed(`[${parser}] unknown field [${key}]${suggestion(key, known)}`, namePositionOf(body, key))
}

function objectOf(body: JsonObject, key: string): JsonObject {
  const value: JsonValue = body.get(key) ?? new Map()
  if (isJsonObject(value)) return value
  throw parseFailed(`[reindex] ${key} doesn't support values of type: ${tokenName(value)}`, positionOf(body, key))
}

function parseSource(
  source: JsonObject,
  parseMembers: ParseMembers,
): { readonly indices: readonly string[]; readonly members: SearchMembers } {
  const remote = source.get('remote')
  if (remote !== undefined) refuseRemote(remote)
  const index = source.get('index')
  const indices =
    index === undefined ? [] : textsOf({ body: source, key: 'index', value: index }).flatMap((name) => name.split(','))
  return { indices, members: parseMembers(source, OWN_MEMBERS) }
}

const OWN_MEMBERS: ReadonlySet<string> = new Set(['index'])

const REMOTE_HOST = /^([^:]+):\/\/(.+?)(?::(\d+))(\/.+)?$/

/** There is no host that may be asked. */
function refuseRemote(remote: JsonValue): never {
  const host = isJsonObject(remote) ? remote.get('host') : undefined
  if (typeof host !== 'string') throw illegalArgument('[host] must be specified to reindex from a remote cluster')
  const found = REMOTE_HOST.exec(host)
  if (!found) throw illegalArgument(`[host] must be of the form [scheme]://[host]:[port](/[pathPrefix])? but was [${host}]`)
  throw illegalArgument(`[${found[2]}:${found[3]}] not whitelisted in reindex.remote.whitelist`)
}

const DESTINATION = ['index', 'op_type', 'version_type', 'routing', 'pipeline'] as const

function parseDestination(dest: JsonObject): DestinationInput {
  refuseUnknown('dest', dest, DESTINATION)
  const text = (key: string): string | undefined =>
    dest.has(key) ? textOf({ body: dest, key, value: dest.get(key)! }) : undefined
  const pipeline = text('pipeline')
  if (pipeline !== undefined && pipeline !== '_none') throw illegalArgument(`pipeline with id [${pipeline}] does not exist`)
  return {
    index: text('index') ?? '',
    opType: opTypeOf(text('op_type')),
    versionType: versionTypeOf(text('version_type')),
    routing: routingOf(text('routing')),
  }
}

function opTypeOf(text: string | undefined): DestinationInput['opType'] {
  if (text === undefined || text === 'index' || text === 'create') return text ?? 'index'
  throw illegalArgument(`opType must be 'create' or 'index', found: [${text}]`)
}

function versionTypeOf(text: string | undefined): DestinationInput['versionType'] {
  if (text === undefined || text === 'internal' || text === 'external' || text === 'external_gte') return text ?? 'internal'
  if (text === 'external_gt') return 'external'
  throw illegalArgument(`No version type match [${text}]`)
}

function routingOf(text: string | undefined): string {
  if (text === undefined || text === 'keep' || text === 'discard' || text.startsWith('=')) return text ?? 'keep'
  throw illegalArgument(`Unsupported routing value [${text}], expected [keep], [discard] or [=<some new value>]`)
}
