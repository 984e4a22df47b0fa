/** A body as APIs see it: bytes, and the one JSON value in them. YAML becomes JSON on the way in, so that there is one tree for everybody. */
import { ElasticError, parseFailure, parsingException, validationFailed } from '../core/errors.ts'
import { parseJson } from '../core/json/parse.ts'
import { positionOf } from '../core/json/positions.ts'
import { type JsonObject, type JsonValue, tokenName } from '../core/json/value.ts'
import type { AnyApi, RequestBody } from '../request/api.ts'
import { type MediaType, parseMediaType } from './media-type.ts'
import { notAcceptable } from './negotiate.ts'
import type { ReceivedHead } from './receive.ts'

const NO_BYTES = Buffer.alloc(0)
/** Bodies written by hand: errors in longer ones are told without line and column, which would take longer than the parsing. */
const LONGEST_WITH_PLACES = 1024 * 1024
const EMPTY: JsonObject = new Map()

export class JsonBody implements RequestBody {
  readonly present: boolean
  readonly bytes: Buffer
  readonly linesBefore: number
  readonly #isSecret: boolean
  #value: JsonValue | undefined

  /** `isSecret`: errors do not quote it. */
  constructor(bytes: Buffer | undefined, isSecret = false, linesBefore = 0) {
    this.#isSecret = isSecret
    this.present = bytes !== undefined
    this.bytes = bytes ?? NO_BYTES
    this.linesBefore = linesBefore
  }

  json(): JsonValue {
    if (!this.present) throw parseFailure('request body is required')
    const places = this.bytes.length <= LONGEST_WITH_PLACES ? ({ positions: 'all' } as const) : {}
    this.#value ??= parseJson(this.bytes, { ...places, comments: true, isSecret: this.#isSecret })
    return this.#value
  }

  object(): JsonObject {
    if (!this.present) return EMPTY
    const value = this.json()
    if (value instanceof Map) return value
    const at = (Array.isArray(value) && positionOf(value)) || { line: 1, column: 1 }
    throw parsingException(`Expected [START_OBJECT] but found [${tokenName(value)}]`, at)
  }
}

export const NO_BODY = new JsonBody(undefined)

/** Passwords and tokens come in bodies of these. */
export const holdsSecrets = ({ name }: AnyApi): boolean => name.startsWith('security.')

/** 406 unless the body's media type is one that the API takes. */
export function refuseMediaType(api: AnyApi, head: ReceivedHead, bodyType: MediaType | undefined): void {
  const form = bodyType?.form
  const isTaken = form === 'json' || form === 'ndjson' || (form === 'yaml' && api.body !== 'ndjson')
  if (isTaken) return
  throw notAcceptable(`Content-Type header [${head.headers.find('content-type') ?? ''}] is not supported`)
}

/** The body that came as the `source` parameter. */
export function bodyFromSource(head: ReceivedHead): { readonly bytes: Buffer; readonly type: MediaType | undefined } | undefined {
  const source = head.query.get('source')
  if (source === undefined) return undefined
  const named = head.query.get('source_content_type')
  if (named === undefined)
    throw validationFailed(['source and source_content_type parameters are required'], 'validation_exception')
  const type = parseMediaType(named, 'Content-Type')
  if (type?.form !== 'json' && type?.form !== 'ndjson' && type?.form !== 'yaml') {
    throw validationFailed([`Unknown value for source_content_type [${named}]`], 'validation_exception')
  }
  return { bytes: Buffer.from(source), type }
}

/** A body that the API needs and did not get, or got and does not take. */
export function refusePresence(api: AnyApi, head: Pick<ReceivedHead, 'method' | 'rawPath'>, body: RequestBody): void {
  if (api.body === 'none' && body.present) throw bodyNotSupported(head)
  if ((api.body === 'required' || api.body === 'ndjson') && !body.present) throw parseFailure('request body is required')
}

const bodyNotSupported = ({ method, rawPath }: Pick<ReceivedHead, 'method' | 'rawPath'>): ElasticError =>
  new ElasticError('illegal_argument_exception', `request [${method} ${rawPath}] does not support having a body`)
