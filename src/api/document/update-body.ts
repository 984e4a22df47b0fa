/** The body of an update, as a request of its own and as a line of a bulk: `doc`, `upsert`, `doc_as_upsert`, `detect_noop`, `_source` … */
import { ElasticError, illegalArgument, parsingException } from '../../core/errors.ts'
import { parseJson } from '../../core/json/parse.ts'
import { namePositionOf, positionOf } from '../../core/json/positions.ts'
import type { JsonPosition } from '../../core/json/source.ts'
import { isJsonNumber, isJsonObject, type JsonObject, type JsonValue, numberText, tokenName } from '../../core/json/value.ts'
import { parseBoolean } from '../../core/units.ts'
import type { WriteConditions } from '../../engine/shard.ts'
import { suggestion } from '../../query/suggestion.ts'
import type { FetchSource } from '../fetch-source.ts'
import { parseLong } from '../long-parameter.ts'
import { parseSourceMember } from '../source-member.ts'
import { writeConditions } from './write-conditions.ts'

export interface UpdateBody {
  readonly doc: JsonObject | undefined
  readonly upsert: JsonObject | undefined
  readonly docAsUpsert: boolean
  readonly detectNoop: boolean
  readonly hasScript: boolean
  readonly fetch: FetchSource | undefined
  readonly conditions: WriteConditions
}

/** The bytes of an update; none at all are an empty object. */
export function parseUpdateBody(bytes: Uint8Array): UpdateBody {
  const value = bytes.length === 0 ? new Map() : parseJson(bytes, { comments: true })
  try {
    return readUpdateBody(value)
  } catch (error) {
    if (!(error instanceof MisplacedMember)) throw error
    // Places are worked out only for a body that is refused.
    const positioned = parseJson(bytes, { positions: 'all', comments: true })
    throw error.at(positioned)
  }
}

const MEMBERS = [
  'script',
  'scripted_upsert',
  'upsert',
  'doc',
  'doc_as_upsert',
  'detect_noop',
  '_source',
  'if_seq_no',
  'if_primary_term',
] as const

type Member = (typeof MEMBERS)[number]

function readUpdateBody(body: JsonValue): UpdateBody {
  if (!isJsonObject(body)) throw misplaced(undefined, () => `Expected START_OBJECT but was: ${tokenName(body)}`)
  for (const name of body.keys()) {
    if (!(MEMBERS as readonly string[]).includes(name)) throw unknownMember(name)
  }
  return {
    doc: readObject(body, 'doc'),
    upsert: readObject(body, 'upsert'),
    docAsUpsert: readBoolean(body, 'doc_as_upsert') ?? false,
    detectNoop: readBoolean(body, 'detect_noop') ?? true,
    hasScript: hasScript(body),
    fetch: readSource(body),
    conditions: writeConditions(undefined, undefined, readLong(body, 'if_seq_no'), readLong(body, 'if_primary_term')),
  }
}

/** A refusal whose text begins with the place of a member; thrown before places are known. */
class MisplacedMember extends Error {
  readonly at: (body: JsonValue) => ElasticError

  constructor(at: (body: JsonValue) => ElasticError) {
    super('a member of an update is wrong')
    this.at = at
  }
}

const PARSER = '[UpdateRequest]'

function misplaced(
  member: Member | undefined,
  why: () => string,
  cause?: (place: JsonPosition) => ElasticError,
): MisplacedMember {
  return new MisplacedMember((body) => {
    const isContainer = isJsonObject(body) || Array.isArray(body)
    const place = (isContainer ? positionOf(body, member) : undefined) ?? { line: 1, column: 1 }
    const text = `[${place.line}:${place.column}] ${PARSER} ${why()}`
    return new ElasticError('x_content_parse_exception', text, cause ? { causedBy: cause(place) } : {})
  })
}

function unknownMember(name: string): MisplacedMember {
  return new MisplacedMember((body) => {
    const place = (isJsonObject(body) ? namePositionOf(body, name) : undefined) ?? { line: 1, column: 1 }
    const text = `[${place.line}:${place.column}] ${PARSER} unknown field [${name}]${suggestion(name, MEMBERS)}`
    return new ElasticError('x_content_parse_exception', text)
  })
}

const wrongType = (member: Member, value: JsonValue): MisplacedMember =>
  misplaced(member, () => `${member} doesn't support values of type: ${tokenName(value)}`)

function readObject(body: JsonObject, member: 'doc' | 'upsert'): JsonObject | undefined {
  const value = body.get(member)
  if (value === undefined || isJsonObject(value)) return value
  throw wrongType(member, value)
}

function readBoolean(body: JsonObject, member: 'doc_as_upsert' | 'detect_noop' | 'scripted_upsert'): boolean | undefined {
  const value = body.get(member)
  if (value === undefined || typeof value === 'boolean') return value
  if (typeof value !== 'string') throw wrongType(member, value)
  try {
    return parseBoolean(value)
  } catch (error) {
    throw misplaced(
      member,
      () => `failed to parse field [${member}]`,
      () => error as ElasticError,
    )
  }
}

function readLong(body: JsonObject, member: 'if_seq_no' | 'if_primary_term'): number | undefined {
  const value = body.get(member)
  if (value === undefined) return undefined
  if (typeof value !== 'string' && !isJsonNumber(value)) throw wrongType(member, value)
  const text = typeof value === 'string' ? value : numberText(value)
  const number = parseLong(text)
  if (number !== undefined) return number
  throw misplaced(
    member,
    () => `failed to parse field [${member}]`,
    () => illegalArgument(`For input string: "${text}"`),
  )
}

/** A script is refused, once it is clear that the caller may update at all; what stands in it does not matter. */
function hasScript(body: JsonObject): boolean {
  readBoolean(body, 'scripted_upsert')
  const script = body.get('script')
  if (script === undefined || typeof script === 'string' || isJsonObject(script)) return script !== undefined
  throw wrongType('script', script)
}

function readSource(body: JsonObject): FetchSource | undefined {
  const value = body.get('_source')
  if (value === undefined) return undefined
  const source = parseSourceMember(value)
  if (source.kind === 'source') return source.fetch
  if (source.kind === 'wrongType') throw wrongType('_source', value)
  throw misplaced(
    '_source',
    () => 'failed to parse field [_source]',
    (place) => parsingException(source.reason, place),
  )
}
