/**
 * The declaration of an API: what router, authorization, documentation and tests read, beside what runs it.
 * One file per API under `api/`, one list per folder.
 */
import type { JsonObject, JsonValue } from '../core/json/value.ts'
import type { Access } from './access.ts'
import type { BodyParts } from './body-parts.ts'
import type { Targets } from './names.ts'
import type { ParameterReader, ParameterTable } from './parameters.ts'
import type { RemoteForm } from './remote-form.ts'
import type { Reply } from './reply.ts'

export type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'

/** `path` has `{name}` for a variable segment: `/{index}/_doc/{id}`. */
export interface Route {
  readonly method: Method
  readonly path: string
}

/** `none`: refused; `optional`; `required`: an absent one is 400 `request body is required`; `ndjson`: lines, handed on as bytes. */
export type BodyKind = 'none' | 'optional' | 'required' | 'ndjson'

/** The body of a request, read after `identify`; decompressed, within the limits, of a known media type. */
export interface RequestBody {
  readonly present: boolean
  readonly bytes: Buffer
  /** Lines of the request in earlier parts. */
  readonly linesBefore?: number
  /** The one JSON value it holds; malformed, duplicate-keyed or trailing input throws in Elasticsearch's words. */
  json(): JsonValue
  /** The same, where only an object will do; `{}` where the body is absent. */
  object(): JsonObject
}

/** A request with its route matched, as an API parses it. */
export interface ApiRequest {
  readonly method: string
  /** Path variables, decoded. */
  readonly path: ReadonlyMap<string, string>
  readonly parameters: ParameterReader
  readonly body: RequestBody
  /** The REST version the client asked for. */
  readonly compatibleWith: 7 | 8 | 9
  /** The raw target, as error texts quote it. */
  readonly uri: string
  /** The peer's address, for APIs that check credentials of their own. */
  readonly remoteAddress?: string | undefined
  /** The form that `format` or `Accept` names: `_cat` answers with a table unless it is `json` or `yaml`. */
  readonly format?: 'json' | 'yaml' | 'text' | undefined
  /** Aborted when the client goes away before it is answered. */
  readonly gone?: (() => AbortSignal) | undefined
  /** Told from time to time how far a search is; for those that the server asks of itself. */
  readonly watch?: ((progress: SearchProgress) => void) | undefined
}

/** How far a search is. */
export interface SearchProgress {
  /** Indices asked, answered, and failed so far. */
  readonly total: number
  readonly successful: number
  readonly failed: number
  /** Hits counted so far. */
  readonly hits: number
}

/** Needed beside the API's own action, e.g. by `_cat/indices`. */
export interface Requirement {
  readonly action: string
  readonly kind: 'cluster' | 'indices'
}

interface Declaration<Input> {
  /** As the official clients name it: `indices.create`. */
  readonly name: string
  /** One line for the reference. */
  readonly summary: string
  readonly routes: readonly Route[]
  /** The action that a privilege must cover. */
  readonly action: string
  readonly scope: Targets['kind']
  readonly alsoRequires?: readonly Requirement[]
  readonly parameters: ParameterTable
  readonly body: BodyKind
  /** For bodies that may be long: performed in parts while they arrive. */
  readonly parts?: BodyParts
  /** Raw request → checked input; throws 400s. Runs after identify, before authorize. */
  parse(request: ApiRequest): Input
  /** The action, where it depends on the input; `action` is then one of several. */
  actionFor?(input: Input): string
  /** What it would act on; its kind is `scope`. */
  targets(input: Input): Targets
}

/** Answered by the server itself (security, cluster face). `Services` is named in `api/services.ts`. */
export interface ServerApi<Input, Services> extends Declaration<Input> {
  readonly by: 'server'
  /** In place of `parse` before a cluster, where what a query means is for the cluster to say. */
  parseForCluster?(request: ApiRequest): Input
  handle(services: Services, input: Input, access: Access): Promise<Reply> | Reply
}

/** Answered by the backend: `embedded` runs it on the embedded engine, bound to the access; `remote` puts it to an existing cluster. */
export interface BackendApi<Input, Engine> extends Declaration<Input> {
  readonly by: 'backend'
  embedded(engine: Engine, input: Input, access: Access): Promise<Reply> | Reply
  readonly remote?: RemoteForm<Input>
}

// The stages between router and handler carry an API together with its own input, so its type does not matter to them.
// biome-ignore lint/suspicious/noExplicitAny: existential type: `parse`, `targets` and the handler of one API agree among themselves
export type AnyApi = ServerApi<any, any> | BackendApi<any, any>

/** One request for one API that the server makes itself, to be parsed as that API is offered here. */
export interface Step {
  readonly id: string
  readonly api: AnyApi
  readonly request: ApiRequest
}

/** One request for one API: parsed, not yet authorized. */
export interface Call {
  /** The request's id. */
  readonly id: string
  readonly api: AnyApi
  readonly input: unknown
  readonly targets: Targets
  /** With `?explain=true`: a refusal is explained to those who may know. */
  readonly isExplained?: boolean
}
