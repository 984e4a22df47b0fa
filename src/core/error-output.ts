/**
 * An error as JSON: the `error` member of replies, of bulk and `_mget` items, of failed shards. The whole reply (status, headers, the terse
 * form) is made in `http/`.
 */
import type { ElasticError } from './errors.ts'
import type { JsonOutput } from './json/output.ts'

export interface ErrorMembers {
  readonly [member: string]: JsonOutput
}

/** Further members of each error: the stack trace, where it is asked for. */
export type Annotation = (error: ElasticError) => ErrorMembers

const NOTHING: Annotation = () => ({})

/** Type, reason, further members, cause: an error within a bulk item, or within another error. */
export function errorMembers(error: ElasticError, annotate: Annotation = NOTHING): ErrorMembers {
  const { members, causedBy, headers, suppressed } = error.details
  return {
    type: error.type,
    reason: error.reason,
    ...members,
    caused_by: causedBy && errorMembers(causedBy, annotate),
    header: headers && headerMembers(headers),
    ...annotate(error),
    suppressed: suppressed?.map((one) => errorMembers(one, annotate)),
  }
}

/** The same behind its `root_cause`: an error of a reply, or of an `_mget` item. */
export function errorWithRootCause(error: ElasticError, annotate: Annotation = NOTHING): ErrorMembers {
  const roots = error.details.rootCause ?? [error]
  return { root_cause: roots.map((root) => rootMembers(root, annotate)), ...errorMembers(error, annotate) }
}

/** A root cause is shown without its own causes. */
const rootMembers = (error: ElasticError, annotate: Annotation): ErrorMembers => ({
  ...errorMembers(error, annotate),
  caused_by: undefined,
  suppressed: undefined,
})

/** One value is a text, several are a list. */
const headerMembers = (headers: Readonly<Record<string, readonly string[]>>): ErrorMembers =>
  Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.length === 1 ? values[0] : values]))
