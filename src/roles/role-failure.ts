/** Failures of role parsers, in Elasticsearch's words; each knows where in the body it happened, for errors that wrap it. */
import { ElasticError, parseFailure } from '../core/errors.ts'
import type { JsonPosition } from '../core/json/source.ts'

const places = new WeakMap<ElasticError, JsonPosition>()

/** An error together with its place. */
export function at<Failure extends ElasticError>(failure: Failure, position: JsonPosition | undefined): Failure {
  if (position) places.set(failure, position)
  return failure
}

/** Where in the body an error happened, where known. */
export const positionOfFailure = (failure: ElasticError): JsonPosition | undefined => places.get(failure)

/** `[line:column] `, or nothing where the place is unknown. */
export const place = (position: JsonPosition | undefined): string => (position ? `[${position.line}:${position.column}] ` : '')

/** 400 `x_content_parse_exception` at a place. */
export const contentFailure = (reason: string, position: JsonPosition | undefined, causedBy?: ElasticError): ElasticError =>
  at(new ElasticError('x_content_parse_exception', `${place(position)}${reason}`, wrap(causedBy)), position)

/** `failed to parse role [<name>]`, because of `cause`. */
export const roleFailure = (role: string, cause: ElasticError, position: JsonPosition | undefined): ElasticError =>
  at(parseFailure(`failed to parse role [${role}]`, wrap(cause)), position)

/** Replies name the innermost cause as the root. */
function wrap(cause: ElasticError | undefined): { causedBy?: ElasticError; rootCause?: readonly ElasticError[] } {
  return cause ? { causedBy: cause, rootCause: cause.details.rootCause ?? [cause] } : {}
}
