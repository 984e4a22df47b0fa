/** `_mget` on its way up: refused documents are answered here, the rest goes up with granted names, and the order is kept. */
import { errorWithRootCause } from '../../core/error-output.ts'
import { ElasticError } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../core/json/value.ts'
import { writeJson } from '../../core/json/write.ts'
import { ok, type Reply } from '../../request/reply.ts'
import { type Forwarded, headOf } from './forwarded.ts'
import { documentPlace } from './item-place.ts'
import { objectOf } from './reply-bytes.ts'
import { brokenUpstream } from './upstream-errors.ts'

export async function forwardMget(call: Forwarded): Promise<Reply> {
  const documents = documentsOf(call.input.request.body.object())
  const head = headOf(call)
  const outcomes = documents.map((document, at) => placed(call, document, at, head.query.get('routing')))
  const granted = outcomes.filter((outcome): outcome is JsonObject => !(outcome instanceof ElasticError))
  const reply =
    granted.length === 0
      ? ok({ docs: [] })
      : await call.send({ ...head, method: 'POST', path: ['_mget'], body: { bytes: writeJson({ docs: granted }) } })
  if (granted.length === outcomes.length || reply.status !== 200) return reply
  return ok({ docs: merged(call, documents, outcomes, granted.length === 0 ? [] : await answersOf(reply)) })
}

/** `docs` and `ids` in the order in which they came. */
function documentsOf(body: JsonObject): readonly JsonObject[] {
  return [...body.values()].flatMap((section) =>
    (section as JsonValue[]).map((item) => (isJsonObject(item) ? item : new Map<string, JsonValue>([['_id', item]]))),
  )
}

function placed(call: Forwarded, document: JsonObject, at: number, common: string | undefined): JsonObject | ElasticError {
  const { targets } = call.input
  const item = call.access.expect('items').items[at]
  if (targets.kind !== 'items' || !item) throw new Error('a document was not authorized')
  const { action, index: name } = targets.items[at]!
  const own = document.get('routing')
  try {
    const routing = typeof own === 'string' ? own : common
    const place = documentPlace(call.names, item, { action, name, routing, requireAlias: false, requireDataStream: false })
    const copy = new Map(document).set('_index', place.index)
    return place.routing === undefined ? copy : copy.set('routing', place.routing)
  } catch (error) {
    if (error instanceof ElasticError) return error
    throw error
  }
}

async function answersOf(reply: Reply): Promise<readonly JsonValue[]> {
  const docs = (await objectOf(reply)).get('docs')
  if (!Array.isArray(docs)) throw brokenUpstream()
  return docs
}

function merged(
  { input: { targets } }: Forwarded,
  documents: readonly JsonObject[],
  outcomes: readonly (JsonObject | ElasticError)[],
  answers: readonly JsonValue[],
): readonly JsonOutput[] {
  let next = 0
  return outcomes.map((outcome, at) => {
    if (!(outcome instanceof ElasticError)) return answers[next++] ?? fail()
    const index = targets.kind === 'items' ? targets.items[at]!.index : undefined
    return { _index: index, _id: documents[at]!.get('_id'), error: errorWithRootCause(outcome) }
  })
}

function fail(): never {
  throw brokenUpstream(new Error('fewer documents were answered than asked for'))
}
