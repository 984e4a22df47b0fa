/** `POST /{index}/_update/{id}`: merges a partial document into the stored one, or inserts one. Scripts are refused. */
import { validationFailed } from '../../core/errors.ts'
import type { ApiRequest } from '../../request/api.ts'
import { backendApi } from '../define.ts'
import { FETCH_SOURCE_PARAMETERS, parseFetchSource } from '../fetch-source.ts'
import { refuseHiddenSource } from './index-write.ts'
import {
  parseRouting,
  parseWriteSettings,
  performWrite,
  SINGLE_WRITE_PARAMETERS,
  type SingleWrite,
  singleTarget,
  singleWriteTargets,
} from './single-write.ts'
import { parseUpdateBody } from './update-body.ts'
import { findScriptRefusal, findUpdateFaults, updateOperation } from './update-operation.ts'
import { findIdFault, parseWriteConditions } from './write-conditions.ts'

export const updateDocument = backendApi({
  name: 'update',
  summary: 'Updates a document by a partial one',
  routes: [{ method: 'POST', path: '/{index}/_update/{id}' }],
  action: 'indices:data/write/update',
  scope: 'items',
  parameters: {
    ...SINGLE_WRITE_PARAMETERS,
    ...FETCH_SOURCE_PARAMETERS,
    retry_on_conflict: 'integer',
    require_alias: 'boolean',
    include_source_on_error: 'boolean',
  },
  body: 'optional',
  parse: parseUpdate,
  targets: singleWriteTargets,
  remote: { kind: 'document' },
  embedded: (engine, write) => performWrite(engine, write),
})

function parseUpdate({ parameters, path, body }: ApiRequest): SingleWrite {
  refuseHiddenSource(parameters)
  const settings = parseWriteSettings(parameters)
  const conditions = parseWriteConditions(parameters)
  if (conditions.version !== undefined || conditions.versionType !== undefined) throw validationFailed([NO_VERSIONS])

  const update = parseUpdateBody(body.bytes)
  const retries = parameters.integer('retry_on_conflict', 0)
  const operation = updateOperation(path.get('id')!, parseRouting(parameters), retries, conditions, update)
  const idFault = findIdFault(operation.id)
  const faults = [...findUpdateFaults(operation, update), ...(idFault === undefined ? [] : [idFault])]
  if (faults.length > 0) throw validationFailed(faults)

  const target = singleTarget(path.get('index')!, operation, { requireAlias: parameters.boolean('require_alias', false) })
  const fetch = update.fetch ?? parseFetchSource(parameters)
  return { ...settings, ...target, operation, fetch, refusal: findScriptRefusal(update) }
}

const NO_VERSIONS =
  'internal versioning can not be used for optimistic concurrency control. Please use `if_seq_no` and `if_primary_term` instead'
