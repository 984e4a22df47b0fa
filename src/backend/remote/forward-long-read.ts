/**
 * Scrolls and points in time on their way up: opened on the granted indices, read and closed by their owners alone, with our ids in place of
 * the cluster's. Part of `forward.ts`.
 */
import { RawJson } from '../../core/json/output.ts'
import { writeJson } from '../../core/json/write.ts'
import type { LongReadKind } from '../../request/long-read-id.ts'
import { ownerOf } from '../../request/owner.ts'
import type { LongReadStep } from '../../request/remote-form.ts'
import { ok, type Reply } from '../../request/reply.ts'
import { groupNames, LENIENT, NO_INDEX, tooManyNames } from './forward-path.ts'
import { type Forwarded, headOf } from './forwarded.ts'
import type { OwnLongRead } from './long-reads.ts'
import { pointInTimeWords } from './point-in-time.ts'
import { prepareBody, searchRouting } from './prepare-query.ts'
import { objectOf, wholeBytes } from './reply-bytes.ts'
import { brokenUpstream } from './upstream-errors.ts'

type StepOf<Step extends LongReadStep['step']> = Extract<LongReadStep, { step: Step }>

/** `search`: the call as a search like any other, which opens a scroll. */
export function forwardLongRead(call: Forwarded, longRead: LongReadStep, search: () => Promise<Reply>): Promise<Reply> {
  switch (longRead.step) {
    case 'open':
      return opened(call, longRead, search)
    case 'read':
      return longRead.kind === 'scroll' ? nextPage(call, longRead) : searchPointInTime(call, longRead)
    case 'close':
      return longRead.kind === 'scroll' ? clearScrolls(call, longRead) : closePointInTime(call, longRead)
  }
}

/** Counted before it is there, so that many at a time are not too many. */
async function opened(call: Forwarded, { kind, keepAlive }: StepOf<'open'>, search: () => Promise<Reply>): Promise<Reply> {
  const { longReads, access, names } = call
  const context = longReads.reserve(kind, keepAlive)
  let isOpen = false
  try {
    const granted = access.expect('indices')
    const indices = granted.indices.map(({ name }) => [name, names.indices.get(name)?.uuid ?? ''] as const)
    const read = { owner: ownerOf(access.identity), names: granted.names ?? [], indices, context }
    const idFor: IdFor = (upstreamId = '') => longReads.seal(kind, { ...read, upstreamId })
    const reply = await (kind === 'scroll' ? openScroll(call, idFor, search) : openPointInTime(call, idFor))
    isOpen = reply.status === 200
    return reply
  } finally {
    if (!isOpen) longReads.release(context)
  }
}

/** Our id for the cluster's. One over no index at all has none there: not every cluster opens such. */
type IdFor = (upstreamId?: string) => string

const isOverNothing = ({ access }: Forwarded): boolean => access.expect('indices').indices.length === 0

async function openScroll(call: Forwarded, idFor: IdFor, search: () => Promise<Reply>): Promise<Reply> {
  if (isOverNothing(call)) return pageOfNothing(call, '_scroll_id', idFor())
  return withId(await search(), '_scroll_id', idFor)
}

async function openPointInTime(call: Forwarded, idFor: IdFor): Promise<Reply> {
  const { product, room } = call
  const { indices } = call.access.expect('indices')
  const body = call.input.request.body.object()
  if (isOverNothing(call)) return ok({ id: idFor(), _shards: NO_SHARDS })
  const groups = groupNames(
    indices.map(({ name }) => name),
    room,
  )
  if (groups.length > 1) throw tooManyNames(indices.length)
  const { query } = headOf(call)
  const routing = searchRouting(call, indices)
  if (routing !== undefined) query.set('routing', routing)
  const words = pointInTimeWords(product)
  const reply = await call.send(words.open(groups[0]!, query, body))
  if (reply.status !== 200) return reply
  const answer = await objectOf(reply)
  const id = answer.get(words.idMember)
  if (typeof id !== 'string') throw brokenUpstream()
  return ok({ id: idFor(id), _shards: answer.get('_shards') })
}

const NO_SHARDS = { total: 0, successful: 0, skipped: 0, failed: 0 }

/** What a search of no index answers. */
async function pageOfNothing(call: Forwarded, member: IdMember, id: string): Promise<Reply> {
  const asInt = headOf(call).query.get('rest_total_hits_as_int')
  const query = new Map([...LENIENT.map((name) => [name, 'true'] as const), ['rest_total_hits_as_int', asInt ?? 'false']])
  return withId(await call.send({ method: 'POST', path: [NO_INDEX, '_search'], query }), member, () => id)
}

async function nextPage(call: Forwarded, step: StepOf<'read'>): Promise<Reply> {
  const read = ownRead(call, step)
  if (read.upstreamId === '') return pageOfNothing(call, '_scroll_id', step.id)
  const query = new Map([...headOf(call).query].filter(([name]) => name !== 'scroll' && name !== 'scroll_id'))
  const { inTurn, keepAlive } = call.longReads.touch('scroll', read.context, step.keepAlive)
  // A page that is asked for without it is the last that some clusters give.
  const body = { scroll_id: read.upstreamId, scroll: `${keepAlive}ms` }
  const request = { method: 'POST', path: ['_search', 'scroll'], query, body: { bytes: writeJson(body) } } as const
  return inTurn(async () => continued(call, step, read, await call.send(request)))
}

async function searchPointInTime(call: Forwarded, step: StepOf<'read'>): Promise<Reply> {
  const read = ownRead(call, step)
  if (read.upstreamId === '') return pageOfNothing(call, 'pit_id', step.id)
  const { query } = headOf(call)
  const pit = { id: read.upstreamId, keep_alive: step.keepAlive === undefined ? undefined : `${step.keepAlive}ms` }
  const whole = pointInTimeWords(call.product).sorted(new Map(prepareBody(call, query)).set('pit', pit))
  const request = { method: 'POST', path: ['_search'], query, body: { bytes: writeJson(whole) } } as const
  return continued(call, step, read, await call.send(request))
}

/** Throws the refusal of one that the caller does not have, or may not read any more. */
function ownRead({ longReads, access, names }: Forwarded, { kind, id, missing }: StepOf<'read'>): OwnLongRead {
  const read = longReads.findGranted(kind, id, access, names)
  if (!read) throw missing
  return read
}

/** The id is the same as long as the cluster's is. */
async function continued(
  call: Forwarded,
  { kind, id, keepAlive }: StepOf<'read'>,
  read: OwnLongRead,
  reply: Reply,
): Promise<Reply> {
  if (reply.status !== 200) return reply
  const { longReads } = call
  longReads.touch(kind, read.context, keepAlive)
  return withId(reply, kind === 'scroll' ? '_scroll_id' : 'pit_id', (upstreamId = read.upstreamId) =>
    upstreamId === read.upstreamId ? id : longReads.seal(kind, { ...read, upstreamId }),
  )
}

async function clearScrolls(call: Forwarded, { kind, ids }: StepOf<'close'>): Promise<Reply> {
  const { longReads } = call
  const request = { method: 'DELETE', query: new Map<string, string>() } as const
  if (ids === 'all') {
    longReads.releaseAll(kind)
    return call.send({ ...request, path: ['_search', 'scroll', '_all'] })
  }
  const own = ownReads(call, kind, ids)
  if (own.length > 0 && own.every(({ upstreamId }) => upstreamId === '')) return ok({ succeeded: true, num_freed: own.length })
  if (own.length === 0) return { status: 404, body: { succeeded: true, num_freed: 0 } }
  const scroll_id = own.map(({ upstreamId }) => upstreamId).filter((id) => id !== '')
  const reply = await call.send({ ...request, path: ['_search', 'scroll'], body: { bytes: writeJson({ scroll_id }) } })
  for (const { context } of own) longReads.release(context)
  return reply
}

async function closePointInTime(call: Forwarded, { kind, ids }: StepOf<'close'>): Promise<Reply> {
  const words = pointInTimeWords(call.product)
  const [own] = ids === 'all' ? [] : ownReads(call, kind, ids)
  if (!own) return { status: 404, body: { succeeded: false, num_freed: 0 } }
  if (own.upstreamId === '') return ok({ succeeded: true, num_freed: 1 })
  const reply = await call.send(words.close(own.upstreamId))
  call.longReads.release(own.context)
  if (reply.status !== 200 && reply.status !== 404) return reply
  const freed = words.freed(await objectOf(reply))
  return { status: freed > 0 ? 200 : 404, body: { succeeded: freed > 0, num_freed: freed } }
}

function ownReads({ longReads, access }: Forwarded, kind: LongReadKind, ids: readonly string[]): readonly OwnLongRead[] {
  access.expect('self')
  const owner = ownerOf(access.identity)
  return ids.flatMap((id) => longReads.find(kind, id, owner) ?? [])
}

type IdMember = '_scroll_id' | 'pit_id'

/** The reply with our id in place of the cluster's, which is the first of its members or not told; the rest is passed on byte for byte. */
async function withId(reply: Reply, member: IdMember, idFor: IdFor): Promise<Reply> {
  if (reply.status !== 200) return reply
  const bytes = await wholeBytes(reply)
  const head = Buffer.from(`{"${member}":"`)
  const isTold = bytes.subarray(0, head.length).equals(head)
  const end = bytes.indexOf('"', head.length)
  if (bytes[0] !== OPENING || (isTold && end < 0)) throw brokenUpstream()
  const id = isTold ? idFor(bytes.toString('latin1', head.length, end)) : idFor()
  const rest = isTold ? bytes.subarray(end) : Buffer.concat([Buffer.from('",'), bytes.subarray(1)])
  return { ...reply, body: new RawJson(Buffer.concat([head, Buffer.from(id), rest])) }
}

const OPENING = '{'.charCodeAt(0)
