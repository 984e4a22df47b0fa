/** `DELETE /{index}/_doc/{id}`: deletes a document; one that is not there is answered 404, as a result. */
import type { DeleteOperation } from '../../engine/shard.ts'
import type { ApiRequest } from '../../request/api.ts'
import { backendApi } from '../define.ts'
import {
  assertValid,
  parseRouting,
  parseWriteSettings,
  performWrite,
  SINGLE_WRITE_PARAMETERS,
  type SingleWrite,
  singleTarget,
  singleWriteTargets,
} from './single-write.ts'
import { parseWriteConditions } from './write-conditions.ts'

export const deleteDocument = backendApi({
  name: 'delete',
  summary: 'Deletes a document',
  routes: [{ method: 'DELETE', path: '/{index}/_doc/{id}' }],
  action: 'indices:data/write/delete',
  scope: 'items',
  parameters: SINGLE_WRITE_PARAMETERS,
  body: 'none',
  parse: parseDelete,
  targets: singleWriteTargets,
  remote: { kind: 'document' },
  embedded: (engine, write) => performWrite(engine, write),
})

function parseDelete({ parameters, path }: ApiRequest): SingleWrite {
  const settings = parseWriteSettings(parameters)
  const operation: DeleteOperation = {
    kind: 'delete',
    id: path.get('id')!,
    routing: parseRouting(parameters),
    ...parseWriteConditions(parameters),
  }
  assertValid('delete', operation)
  return { ...settings, ...singleTarget(path.get('index')!, operation), operation }
}
