/** Requests and replies by the table of `differences.ts`: what goes up is what the cluster behind knows, what comes down is Elasticsearch's. */
import { classNameOf } from '../../core/errors.ts'
import { type JsonOutput, RawJson } from '../../core/json/output.ts'
import { parseJson } from '../../core/json/parse.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts'
import { writeJson, writeJsonText } from '../../core/json/write.ts'
import type { UpstreamRequest } from '../../request/remote-form.ts'
import { type Reply, StreamBody } from '../../request/reply.ts'
import { DEFAULT_MEMBERS, DEFAULTS, DIFFERENCES, type Difference, IDLE } from './differences.ts'
import type { UpstreamProduct } from './product.ts'
import { bytesOf, objectOf } from './reply-bytes.ts'

/** The rows of the table that hold for one API of one product. */
class Translation {
  readonly #api: string
  /** Parameter → the only value that is dropped, or all of them. */
  readonly #needless: readonly (readonly [string, string?])[]
  readonly #errorTypes: ReadonlyMap<string, string>
  readonly #replies: readonly NonNullable<Difference['reply']>[]

  constructor(product: UpstreamProduct, api: string) {
    const rows = DIFFERENCES.filter(({ of, apis }) => of(product) && (apis === undefined || apis.includes(api)))
    this.#api = api
    const idle = (IDLE.get(api) ?? []).map((name) => [name] as const)
    this.#needless = [...DEFAULTS, ...idle, ...rows.flatMap(({ needless }) => (needless ? [needless] : []))]
    this.#errorTypes = new Map(rows.flatMap(({ errorType }) => (errorType ? [errorType] : [])))
    this.#replies = rows.flatMap(({ reply }) => reply ?? [])
  }

  request(request: UpstreamRequest): UpstreamRequest {
    const isNeedless = (name: string, value: string): boolean =>
      this.#needless.some(([needless, only = value]) => needless === name && only === value)
    const query = new Map([...request.query].filter(([name, value]) => !isNeedless(name, value)))
    const defaults = DEFAULT_MEMBERS.get(this.#api)
    if (!defaults || !request.body) return { ...request, query }
    return { ...request, query, body: { bytes: withoutDefaults(request.body.bytes, defaults) } }
  }

  /** `again` puts the same request with another query. */
  async reply(reply: Reply, again: (query: ReadonlyMap<string, string>) => Promise<Reply>): Promise<Reply> {
    if (reply.body === undefined) return reply
    if (this.#api === 'bulk' && reply.status === 200) return this.#withErrorTypes(reply, itemErrors)
    if (reply.status >= 400 && reply.status !== TIMED_OUT) return this.#withErrorTypes(reply, wholeError)
    if (this.#replies.length === 0) return reply
    const ask = async (query: Readonly<Record<string, string>>): Promise<JsonObject> =>
      objectOf(await again(new Map(Object.entries(query))))
    let body: ReadonlyMap<string, JsonOutput> = await objectOf(reply)
    for (const complete of this.#replies) body = await complete(body as JsonObject, ask)
    return { ...reply, body: new RawJson(writeJson(body)) }
  }

  /** What holds none of the types passes as it came. */
  async #withErrorTypes(reply: Reply, errorsIn: (value: JsonValue) => readonly JsonValue[]): Promise<Reply> {
    if (this.#errorTypes.size === 0) return reply
    const bytes = await jsonBytes(reply)
    if (!bytes || ![...this.#errorTypes.keys()].some((type) => bytes.includes(type)))
      return bytes ? withBytes(reply, bytes) : reply
    const value = parseJson(bytes)
    for (const error of errorsIn(value)) this.#rename(error)
    return withBytes(reply, writeJson(value))
  }

  /** In the parsed reply itself, which nobody else has. */
  #rename(error: JsonValue): void {
    if (Array.isArray(error)) for (const item of error) this.#rename(item)
    if (!isJsonObject(error)) return
    for (const inner of error.values()) this.#rename(inner)
    const type = error.get('type')
    const known = typeof type === 'string' ? this.#errorTypes.get(type) : undefined
    if (known !== undefined) error.set('type', known)
  }
}

/** Made once for each API of a product. */
export function translationOf(product: UpstreamProduct, api: string): Translation {
  const known = TRANSLATIONS.get(product) ?? new Map<string, Translation>()
  TRANSLATIONS.set(product, known)
  const translation = known.get(api) ?? new Translation(product, api)
  known.set(api, translation)
  return translation
}

const TRANSLATIONS = new WeakMap<UpstreamProduct, Map<string, Translation>>()
const TIMED_OUT = 408

const memberOf = (value: JsonValue | undefined, name: string): JsonValue | undefined =>
  isJsonObject(value) ? value.get(name) : undefined

const wholeError = (value: JsonValue): readonly JsonValue[] => [memberOf(value, 'error') ?? null]

/** A bulk's items: each an object of one member, the operation. */
function itemErrors(value: JsonValue): readonly JsonValue[] {
  const items = memberOf(value, 'items')
  if (!Array.isArray(items)) return []
  return items
    .flatMap((item) => (isJsonObject(item) ? [...item.values()] : []))
    .map((result) => memberOf(result, 'error') ?? null)
}

const withBytes = (reply: Reply, bytes: Uint8Array): Reply => ({ ...reply, body: new RawJson(bytes) })

async function jsonBytes({ body }: Reply): Promise<Buffer | undefined> {
  if (body instanceof StreamBody) return bytesOf(body.stream)
  if (!(body instanceof RawJson)) return undefined
  return Buffer.from(body.bytes.buffer, body.bytes.byteOffset, body.bytes.length)
}

function withoutDefaults(bytes: Uint8Array, defaults: Readonly<Record<string, string>>): Uint8Array {
  const body = parseJson(bytes)
  if (!isJsonObject(body)) return bytes
  return writeJson(new Map([...body].filter(([name, value]) => defaults[name] !== writeJsonText(value))))
}

/** An error in the form of `http.detailed_errors.enabled: false`. */
export async function shortened(reply: Reply): Promise<Reply> {
  const bytes = reply.status >= 400 ? await jsonBytes(reply) : undefined
  if (!bytes) return reply
  const error = memberOf(parseJson(bytes), 'error')
  const [type, reason] = [memberOf(error, 'type'), memberOf(error, 'reason')]
  if (typeof type !== 'string') return withBytes(reply, bytes)
  return { ...reply, body: { error: `${classNameOf(type)}[${String(reason)}]`, status: reply.status } }
}
