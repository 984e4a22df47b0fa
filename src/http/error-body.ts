/**
 * Errors → reply bodies: the only place where a thrown value gets a shape on the wire. What is not an `ElasticError` is a defect and says
 * nothing but an id.
 */
import { classNameOf, ElasticError } from '../core/errors.ts'
import type { JsonOutput } from '../core/json/output.ts'
import type { Reply } from '../request/reply.ts'

export interface ErrorStyle {
  /** `http.detailed_errors.enabled`. */
  readonly detailed: boolean
  /** `?error_trace`. */
  readonly trace: boolean
}

type Members = Record<string, JsonOutput>

/** The reply of a refusal. */
export function errorReply(error: ElasticError, style: ErrorStyle): Reply & { readonly body: JsonOutput } {
  const { status, details } = error
  return { status, body: errorBody(error, style), ...(details.headers ? { headers: details.headers } : {}) }
}

/** The refusal that stands for a defect; the defect itself goes to the observer. */
export const internalError = (id: string): ElasticError => new ElasticError('exception', `internal error [${id}]`)

function errorBody(error: ElasticError, style: ErrorStyle): JsonOutput {
  const { status, details } = error
  if (details.plain) return { error: error.reason, status }
  if (!style.detailed) return { error: details.terse ?? `${classNameOf(error.type)}[${error.reason}]`, status }
  // A 401 never tells where it comes from.
  const trace = style.trace && status !== 401
  const rootCauses = details.rootCause ?? [error]
  return { error: { root_cause: rootCauses.map((cause) => describeOne(cause, trace)), ...describe(error, trace) }, status }
}

/** An error with its causes; also the form of errors inside bulk and mget items. */
export function describe(error: ElasticError, trace = false): Members {
  const { causedBy, suppressed } = error.details
  return {
    ...describeOne(error, false),
    ...(causedBy ? { caused_by: describe(causedBy, trace) } : {}),
    ...(suppressed?.length ? { suppressed: suppressed.map((one) => describe(one, trace)) } : {}),
    ...stackOf(error, trace),
  }
}

function describeOne(error: ElasticError, trace: boolean): Members {
  const { members, headers } = error.details
  return {
    type: error.type,
    reason: error.reason,
    ...members,
    ...(headers ? { header: Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, single(values)])) } : {}),
    ...stackOf(error, trace),
  }
}

const single = (values: readonly string[]): JsonOutput => (values.length === 1 ? values[0] : values)

/** Function names and files of ours, without the folders of the machine. */
function stackOf(error: ElasticError, trace: boolean): Members {
  if (!trace) return {}
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  const lines = frames.map(
    (line) => `\tat ${line.slice(7).replace(/(?:file:\/\/)?\/[^\s()]*\/((?:src|dist|node_modules)\/)/, '$1')}`,
  )
  return { stack_trace: [`${classNameOf(error.type)}: ${error.reason}`, ...lines].join('\n') }
}
