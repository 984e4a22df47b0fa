/** The parameters that the three APIs share, and those of the two that work in place. */
import { ElasticError, illegalArgument, validationFailed } from '../../core/errors.ts'
import type { ParameterReader, ParameterTable } from '../../request/parameters.ts'
import { parseActiveShardCount } from '../active-shards.ts'

/** Of all three. */
export const RUN_PARAMETERS = {
  max_docs: 'integer',
  refresh: 'boolean',
  requests_per_second: 'text',
  scroll: 'time',
  slices: 'text',
  timeout: 'time',
  wait_for_active_shards: 'text',
  wait_for_completion: 'boolean',
} as const satisfies ParameterTable

export interface RunParameters {
  readonly maxDocs: number | undefined
  readonly refresh: boolean
  readonly requestsPerSecond: number
  readonly keepAlive: string | undefined
  readonly slices: number
  readonly bulkParameters: Readonly<Record<string, string>>
  readonly waits: boolean
}

export function parseRunParameters(parameters: ParameterReader): RunParameters {
  parseActiveShardCount(parameters)
  parameters.time('timeout', undefined)
  parameters.time('scroll', undefined)
  const bulk = ['timeout', 'wait_for_active_shards'].flatMap((name) => {
    const text = parameters.text(name)
    return text === undefined ? [] : [[name, text] as const]
  })
  return {
    maxDocs: checkMaxDocs(parameters.integer('max_docs', undefined)),
    refresh: parameters.boolean('refresh', false),
    requestsPerSecond: parseRequestsPerSecond(parameters.text('requests_per_second')) ?? Number.POSITIVE_INFINITY,
    keepAlive: parameters.text('scroll'),
    slices: parseSlices(parameters.text('slices')),
    bulkParameters: Object.fromEntries(bulk),
    waits: parameters.boolean('wait_for_completion', true),
  }
}

export function checkMaxDocs(maxDocs: number | undefined): number | undefined {
  if (maxDocs === undefined || maxDocs > 0) return maxDocs
  if (maxDocs < 0) throw illegalArgument(`[max_docs] parameter cannot be negative, found [${maxDocs}]`)
  throw validationFailed([
    "maxDocs should be greater than 0 if the request is limited to some number of documents or -1 if it isn't but it was [0]",
  ])
}

/** Infinite for -1; undefined where absent. */
export function parseRequestsPerSecond(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (text === '-1') return Number.POSITIVE_INFINITY
  const number = /^[+]?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(number) && text.trim() !== '' && !Number.isFinite(Number(text))) {
    throw new ElasticError('number_format_exception', `For input string: "${text}"`)
  }
  if (number > 0) return number
  throw illegalArgument('[requests_per_second] must be a float greater than 0. Use -1 to disable throttling.')
}

/** One index is one shard here, so `auto` makes no parts. */
function parseSlices(text: string | undefined): number {
  if (text === undefined || text === 'auto') return 1
  const number = /^[+-]?\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (Number.isNaN(number)) throw illegalArgument(`[slices] must be a positive integer or the string "auto", but was [${text}]`)
  if (number < 1) throw illegalArgument('[slices] must be at least 1')
  if (number > MOST_SLICES)
    throw illegalArgument(`The number of slices [${number}] is too large. It must be less than [${MOST_SLICES}].`)
  return number
}

const MOST_SLICES = 1024

export function parseConflicts(text: string | undefined): boolean {
  if (text === undefined || text === 'abort') return false
  if (text === 'proceed') return true
  throw illegalArgument(`conflicts may only be "proceed" or "abort" but was [${text}]`)
}
