/** What index and create read alike: one document to be put under an id. */
import { illegalArgument } from '../../core/errors.ts'
import type { IndexOperation } from '../../engine/shard.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { ParameterReader, ParameterTable } from '../../request/parameters.ts'
import {
  assertValid,
  parseRouting,
  parseWriteSettings,
  SINGLE_WRITE_PARAMETERS,
  type SingleWrite,
  singleTarget,
} from './single-write.ts'
import { parseWriteConditions } from './write-conditions.ts'

export const INDEX_WRITE_PARAMETERS = {
  ...SINGLE_WRITE_PARAMETERS,
  pipeline: 'text',
  require_alias: 'boolean',
  require_data_stream: 'boolean',
  include_source_on_error: 'boolean',
} as const satisfies ParameterTable

/** The document is the body, byte for byte. */
export function parseIndexWrite({ parameters, path, body }: ApiRequest, kind: 'index' | 'create'): SingleWrite {
  refuseHiddenSource(parameters)
  const settings = parseWriteSettings(parameters)
  const operation: IndexOperation = {
    kind,
    id: path.get('id'),
    routing: parseRouting(parameters),
    source: body.bytes,
    ...parseWriteConditions(parameters),
  }
  const target = singleTarget(path.get('index')!, operation, {
    requireAlias: parameters.boolean('require_alias', false),
    requireDataStream: parameters.boolean('require_data_stream', false),
    pipeline: parameters.text('pipeline'),
  })
  assertValid(kind, operation)
  return { ...settings, ...target, operation }
}

/** Error texts quote the document; a promise not to is refused rather than broken. */
export function refuseHiddenSource(parameters: ParameterReader): void {
  if (!parameters.boolean('include_source_on_error', true)) {
    throw illegalArgument('[include_source_on_error] is [false], which is not supported')
  }
}
