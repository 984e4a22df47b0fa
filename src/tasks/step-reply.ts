/** The reply to a step of a task: whole, and a refusal is thrown, whoever it is that refuses. Called by `running-task.ts`. */
import { ElasticError, type ErrorType } from '../core/errors.ts'
import { type JsonOutput, RawJson } from '../core/json/output.ts'
import { parseJson } from '../core/json/parse.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../core/json/value.ts'
import { type Reply, StreamBody } from '../request/reply.ts'

export async function stepReply(answered: Reply): Promise<Reply> {
  const reply = answered.body instanceof StreamBody ? { ...answered, body: await wholeOf(answered.body) } : answered
  const error = reply.status >= 400 && reply.body instanceof RawJson ? errorIn(reply.body) : undefined
  if (error) throw refusalOf(error, reply.status)
  return reply
}

async function wholeOf({ stream }: StreamBody): Promise<RawJson> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of stream) chunks.push(chunk as Buffer)
  } catch (cause) {
    const error = new ElasticError('node_disconnected_exception', 'the answer to a step of the task broke off')
    error.cause = cause
    throw error
  }
  return new RawJson(Buffer.concat(chunks))
}

/** undefined: an answer that is no error (nothing was found to close, say). */
function errorIn({ bytes }: RawJson): JsonObject | undefined {
  const value = parseJson(Buffer.from(bytes))
  const error = isJsonObject(value) ? value.get('error') : undefined
  return isJsonObject(error) ? error : undefined
}

const OWN = new Set(['root_cause', 'type', 'reason', 'caused_by', 'suppressed', 'header'])

/** The error as it was told, to be thrown; a cluster behind may know types that this server does not. */
function refusalOf(error: JsonObject, status: number): ElasticError {
  const roots = error.get('root_cause')
  const cause = error.get('caused_by')
  const members = [...error].filter(([name]) => !OWN.has(name)) as readonly (readonly [string, JsonOutput])[]
  return new ElasticError(textOf(error.get('type')) as ErrorType, textOf(error.get('reason')), {
    status,
    members: Object.fromEntries(members),
    ...(Array.isArray(roots) ? { rootCause: roots.filter(isJsonObject).map((root) => refusalOf(root, status)) } : {}),
    ...(isJsonObject(cause) ? { causedBy: refusalOf(cause, status) } : {}),
  })
}

const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : 'exception')
