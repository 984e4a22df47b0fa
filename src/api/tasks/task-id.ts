/** Ids of tasks as clients write them: `<node>:<number>`. */
import { ElasticError, illegalArgument } from '../../core/errors.ts'

export interface TaskId {
  readonly node: string
  readonly number: number
}

/** Throws 400. */
export function parseTaskId(text: string): TaskId {
  const colon = text.lastIndexOf(':')
  if (colon < 0) throw illegalArgument(`malformed task id ${text}`)
  const number = text.slice(colon + 1)
  if (/^[+-]?\d{1,15}$/.test(number)) return { node: text.slice(0, colon), number: Number(number) }
  const causedBy = new ElasticError('number_format_exception', `For input string: "${number}"`)
  throw illegalArgument(`malformed task id ${text}`, { causedBy })
}
