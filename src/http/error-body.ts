/**
 * Errors → reply bodies: the only place where a thrown value gets a shape on the wire. What is not an `ElasticError` is a defect and says
 * nothing but an id.
 */
import { type ErrorMembers, errorWithRootCause } from '../core/error-output.ts'
import { classNameOf, ElasticError } from '../core/errors.ts'
import type { JsonOutput } from '../core/json/output.ts'
import type { Reply } from '../request/reply.ts'

export interface ErrorStyle {
  /** `http.detailed_errors.enabled`. */
  readonly detailed: boolean
  /** `?error_trace`. */
  readonly trace: boolean
}

/** The reply of a refusal. */
export function errorReply(error: ElasticError, style: ErrorStyle): Reply & { readonly body: JsonOutput } {
  const { status, details } = error
  const unavailable = status === 503 ? { 'X-Elastic-App-Exception': classNameOf(error.type) } : undefined
  const headers = details.headers || unavailable ? { headers: { ...unavailable, ...details.headers } } : {}
  return { status, body: errorBody(error, style), ...headers }
}

/** The refusal that stands for a defect; the defect itself goes to the observer. */
export const internalError = (id: string): ElasticError => new ElasticError('exception', `internal error [${id}]`)

function errorBody(error: ElasticError, style: ErrorStyle): JsonOutput {
  const { status, details } = error
  if (details.body !== undefined) return details.body
  if (details.plain) return { error: error.reason, status }
  if (!style.detailed) return { error: details.terse ?? `${classNameOf(error.type)}[${error.reason}]`, status }
  // A 401 never tells where it comes from.
  const trace = style.trace && status !== 401
  return { error: errorWithRootCause(error, trace ? stackOf : undefined), status }
}

/** Function names and files of ours, without the folders of the machine. */
function stackOf(error: ElasticError): ErrorMembers {
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  const lines = frames.map((line) => `\tat ${line.slice(7).replace(OUTER_FOLDERS, '$1')}`)
  return { stack_trace: [`${classNameOf(error.type)}: ${error.reason}`, ...lines].join('\n') }
}

const OUTER_FOLDERS = /(?:file:\/\/)?\/[^\s()]*\/((?:src|dist|test|node_modules)\/)/
