/**
 * A granted call → requests to the cluster behind → its reply. One function for each form that an API may declare; what goes up holds the
 * granted names and nothing of how they were asked for.
 */
import { forbidden, illegalArgument, indexNotFound } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import { parseJson } from '../../core/json/parse.ts'
import { isJsonObject, type JsonObject } from '../../core/json/value.ts'
import { writeJson } from '../../core/json/write.ts'
import type { IndexGrant } from '../../request/access.ts'
import type { BuiltRequest, RemoteForm, UpstreamBody } from '../../request/remote-form.ts'
import { ok, type Reply } from '../../request/reply.ts'
import { forwardBulk } from './forward-bulk.ts'
import { forwardLongRead } from './forward-long-read.ts'
import { forwardMget } from './forward-mget.ts'
import { groupNames, LENIENT, NO_INDEX, routePath, tooManyNames } from './forward-path.ts'
import { type Forwarded, type Head, headOf } from './forwarded.ts'
import { documentPlace } from './item-place.ts'
import { mergeReplies } from './merge-replies.ts'
import { prepareQuery } from './prepare-query.ts'
import { objectOf } from './reply-bytes.ts'
import { brokenUpstream } from './upstream-errors.ts'

type FormOf<Kind extends RemoteForm<unknown>['kind']> = Extract<RemoteForm<unknown>, { kind: Kind }>

export async function forward(call: Forwarded): Promise<Reply> {
  const form = call.api.remote as RemoteForm<unknown>
  const longRead = call.input.reading?.longRead
  if (longRead) return forwardLongRead(call, longRead, () => forwardSearch(call))
  if (form.kind !== 'query') refuseFilters(call)
  switch (form.kind) {
    case 'cluster':
      return call.send({ ...headOf(call), path: routePath(call.api, call.input.request.method, call.input.request.path) })
    case 'indices':
      return forwardIndices(call, form)
    case 'query':
      return forwardSearch(call)
    case 'longRead':
      throw new Error(`[${call.api.name}] was not read as what it is`)
    case 'document':
      return forwardDocument(call)
    case 'granted':
      return granted(call)
    case 'mget':
      return forwardMget(call)
    case 'bulk':
      return forwardBulk(call)
    case 'built':
      return forwardBuilt(call, form)
  }
}

/** Throws the refusal of the first item. */
async function granted({ access }: Forwarded): Promise<Reply> {
  for (const item of access.expect('items').items) if (!item.granted) throw item.error
  return ok({})
}

const forwardSearch = (call: Forwarded): Promise<Reply> =>
  forwardIndices(call, call.api.remote as FormOf<'query'>, prepareQuery(call))

/** Filters of aliases narrow queries; a read of another form cannot be narrowed. */
function refuseFilters({ access: { action, grants } }: Forwarded): void {
  if (grants.kind !== 'indices' || !action.startsWith('indices:data/read/')) return
  if (grants.indices.every(({ filters }) => filters === undefined)) return
  throw forbidden('an alias with a filter cannot be read by this API in front of a cluster')
}

async function forwardIndices(call: Forwarded, form: FormOf<'indices' | 'query'>, head = headOf(call)): Promise<Reply> {
  const { merge } = form
  refuseSweeping(call)
  const { indices } = call.access.expect('indices')
  const groups = groupNames(
    indices.map(({ name }) => name),
    call.room,
  )
  if (groups.length > 1 && merge === 'multiSearch') return searchByBody(call, indices, head)
  if (groups.length > 1 && merge === undefined) throw tooManyNames(indices.length)
  if (groups[0] === NO_INDEX && 'none' in form && form.none === 'refused')
    throw indexNotFound(call.input.request.path.get('index') ?? '_all')
  const isPattern = 'none' in form && form.none === 'pattern'
  if (groups[0] === NO_INDEX && !isPattern) for (const name of LENIENT) head.query.set(name, 'true')
  const { method, path } = call.input.request
  const places = groups[0] === NO_INDEX && isPattern ? [`${NO_INDEX}*`] : groups
  const requests = places.map((group) => ({
    ...head,
    path: routePath(call.api, method, new Map([...path, ['index', group]])),
  }))
  if (merge === undefined || merge === 'multiSearch' || requests.length === 1) return call.send(requests[0]!)
  return mergeReplies(merge, requests, call.send)
}

const SWEEPING: ReadonlySet<string> = new Set(['indices:admin/close', 'indices:admin/delete', 'indices:admin/open'])

/** What goes up are names, so the cluster cannot tell that a wildcard stood for them. */
function refuseSweeping({ api, input: { targets }, destructiveRequiresName }: Forwarded): void {
  if (!destructiveRequiresName || !SWEEPING.has(api.action) || targets.kind !== 'indices') return
  if (targets.expressions.some((expression) => expression === '_all' || expression.includes('*')))
    throw illegalArgument('Wildcard expressions or all indices are not allowed')
}

/** Names that do not fit a request line fit the head of a multi search. */
async function searchByBody(call: Forwarded, indices: readonly IndexGrant[], head: Head): Promise<Reply> {
  const odd = [...head.query.keys()].find((name) => !WITHIN_MULTI_SEARCH.has(name))
  if (odd !== undefined) throw tooManyNames(indices.length)
  const { search_type, preference, routing, request_cache, ...rest } = Object.fromEntries(head.query)
  const line = { index: indices.map(({ name }) => name), search_type, preference, routing, request_cache }
  const bytes = Buffer.concat([writeJson(line), NEWLINE, singleLine(head.body), NEWLINE])
  const query = new Map(Object.entries(rest))
  const reply = await call.send({ method: 'POST', path: ['_msearch'], query, body: { bytes, isNdjson: true } })
  if (reply.status !== 200) return reply
  const responses = (await objectOf(reply)).get('responses')
  const only = Array.isArray(responses) ? responses[0] : undefined
  if (!isJsonObject(only)) throw brokenUpstream()
  const status = only.get('status')
  return { status: typeof status === 'number' ? status : 200, body: only.has('error') ? only : withoutStatus(only) }
}

const NEWLINE = Buffer.from('\n')
const WITHIN_MULTI_SEARCH: ReadonlySet<string> = new Set([
  'search_type',
  'preference',
  'routing',
  'request_cache',
  'typed_keys',
  'rest_total_hits_as_int',
  'human',
  'ignore_unavailable',
])

const singleLine = (body: UpstreamBody | undefined): Uint8Array => (body ? writeJson(parseJson(body.bytes)) : Buffer.from('{}'))

const withoutStatus = (body: JsonObject): JsonOutput => new Map([...body].filter(([name]) => name !== 'status'))

async function forwardDocument(call: Forwarded): Promise<Reply> {
  const [item] = call.access.expect('items').items
  if (!item) throw new Error('no document was authorized')
  const { request } = call.input
  const head = headOf(call)
  const place = documentPlace(call.names, item, {
    action: call.input.targets.kind === 'items' ? call.input.targets.items[0]!.action : '',
    name: request.path.get('index')!,
    routing: head.query.get('routing'),
    requireAlias: isSet(request.parameters.given.get('require_alias')),
    requireDataStream: isSet(request.parameters.given.get('require_data_stream')),
  })
  if (place.routing !== undefined) head.query.set('routing', place.routing)
  return call.send({ ...head, path: routePath(call.api, request.method, new Map([...request.path, ['index', place.index]])) })
}

const isSet = (flag: string | undefined): boolean => flag === '' || flag === 'true'

async function forwardBuilt(call: Forwarded, { build, answer }: FormOf<'built'>): Promise<Reply> {
  const { own, reading, request } = call.input
  const body = reading?.body ?? request.body.object()
  const reply = await sendBuilt(call, build(own, call.access, body, headOf(call).query))
  if (!answer || reply.status >= 400) return reply
  return answer({ status: reply.status, value: await objectOf(reply) }, own, call.access)
}

/** Names stand in the path, in as many requests as that takes. */
function sendBuilt(call: Forwarded, { names, merge = 'members', ...request }: BuiltRequest): Promise<Reply> {
  if (!names) return call.send(request)
  const groups = groupNames(names, call.room)
  if (groups.length > 1 && merge === 'refused') throw tooManyNames(names.length)
  const query = new Map(request.query)
  if (groups[0] === NO_INDEX) for (const name of LENIENT) query.set(name, 'true')
  const requests = groups.map((group) => ({
    ...request,
    query,
    path: request.path.map((part) => (part === '{index}' ? group : part)),
  }))
  return merge === 'refused' || requests.length === 1 ? call.send(requests[0]!) : mergeReplies(merge, requests, call.send)
}
