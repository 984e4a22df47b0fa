/** The `preference` parameter of reads: with one copy on one node it changes nothing, but a wrong one is refused. */
import { illegalArgument } from '../core/errors.ts'
import type { ParameterReader } from '../request/parameters.ts'

const HARMLESS = /^_(local|only_local|prefer_nodes:.+|shards:0(\|.*)?)$/

/** Refuses a preference that Elasticsearch does not know, or that this node could not honour. */
export function checkPreference(parameters: ParameterReader): void {
  const text = parameters.text('preference')
  const isSession = text === undefined || !text.startsWith('_')
  if (isSession || HARMLESS.test(text)) return
  throw illegalArgument(`no Preference for [${text}]`)
}
