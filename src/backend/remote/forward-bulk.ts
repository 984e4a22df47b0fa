/**
 * `_bulk` on its way up: refused items are answered here, the rest goes up in one request with the granted names in its lines, and the two
 * become one reply in the order of the items. Documents are passed on byte for byte.
 */
import { errorMembers } from '../../core/error-output.ts'
import { ElasticError } from '../../core/errors.ts'
import type { JsonOutput } from '../../core/json/output.ts'
import { parseJson } from '../../core/json/parse.ts'
import { isJsonObject, type JsonObject } from '../../core/json/value.ts'
import { writeJson } from '../../core/json/write.ts'
import type { ItemGrant } from '../../request/access.ts'
import type { BulkLine } from '../../request/remote-form.ts'
import { ok, type Reply } from '../../request/reply.ts'
import { type Forwarded, headOf } from './forwarded.ts'
import { documentPlace, type Place } from './item-place.ts'
import type { UpstreamNames } from './read-catalogue.ts'
import { objectOf } from './reply-bytes.ts'
import { brokenUpstream } from './upstream-errors.ts'

const NEWLINE = Buffer.from('\n')

/** What became of an item before anything went up. */
type Outcome = Place | ElasticError

export async function forwardBulk(call: Forwarded): Promise<Reply> {
  const { lines } = call.input
  const { items } = call.access.expect('items')
  const head = headOf(call)
  const outcomes = lines.map((line, at) => placeOf(call.names, line, items[at], head.query.get('routing')))
  const granted = lines.flatMap((line, at) => {
    const outcome = outcomes[at]!
    return outcome instanceof ElasticError ? [] : rewritten(line, outcome)
  })
  if (granted.length === 0)
    return ok({ errors: true, took: 0, items: lines.map((line, at) => refused(line, outcomes[at] as ElasticError)) })
  const bytes = Buffer.concat(granted)
  const reply = await call.send({ ...head, method: 'POST', path: ['_bulk'], body: { bytes, isNdjson: true } })
  const isWhole = outcomes.every((outcome) => !(outcome instanceof ElasticError))
  return isWhole || reply.status !== 200 ? reply : merged(lines, outcomes, await objectOf(reply))
}

function placeOf(names: UpstreamNames, line: BulkLine, item: ItemGrant | undefined, routing: string | undefined): Outcome {
  if (!item) throw new Error('an item was not authorized')
  try {
    const { requireAlias, requireDataStream, index } = line
    const action = 'indices:data/write/bulk'
    return documentPlace(names, item, { action, name: index, routing: line.routing ?? routing, requireAlias, requireDataStream })
  } catch (error) {
    if (error instanceof ElasticError) return error
    throw error
  }
}

/** The line as it came, but for the name, which is the granted one. */
function rewritten({ kind, action, source }: BulkLine, { index, routing }: Place): Uint8Array[] {
  const members = actionMembers(action, kind)
  members.delete('require_alias')
  members.delete('require_data_stream')
  members.set('_index', index)
  if (routing !== undefined) members.set('routing', routing)
  const line = writeJson({ [kind]: members })
  return source ? [line, NEWLINE, source, NEWLINE] : [line, NEWLINE]
}

function actionMembers(action: Uint8Array, kind: string): JsonObject {
  const value = parseJson(action)
  const members = isJsonObject(value) ? [...value.values()][0] : undefined
  if (!isJsonObject(members)) throw new Error(`a line of [${kind}] was read and is none`)
  const copy = new Map(members)
  if (kind === 'create') copy.delete('op_type')
  return copy
}

function merged(lines: readonly BulkLine[], outcomes: readonly Outcome[], answer: JsonObject): Reply {
  const answered = answer.get('items')
  if (!Array.isArray(answered)) throw brokenUpstream()
  const expected = outcomes.filter((outcome) => !(outcome instanceof ElasticError)).length
  if (answered.length !== expected) throw brokenUpstream(new Error('a bulk was answered with another number of items'))
  let next = 0
  const items = lines.map((line, at): JsonOutput => {
    const outcome = outcomes[at]!
    return outcome instanceof ElasticError ? refused(line, outcome) : answered[next++]
  })
  const whole = new Map<string, JsonOutput>(answer)
  return ok(whole.set('errors', true).set('items', items))
}

const refused = ({ kind, index, id }: BulkLine, error: ElasticError): JsonOutput => ({
  [kind]: { _index: index, _id: id ?? null, status: error.status, error: errorMembers(error) },
})
