/** `DELETE /{index}/_alias/{name}`: takes aliases from indices. */
import type { ApiRequest } from '../../request/api.ts'
import { splitList } from '../../request/parameters.ts'
import { backendApi } from '../define.ts'
import { type AliasActions, aliasTargets, performAliasActions, remoteActions } from './alias-actions.ts'

export const deleteAlias = backendApi({
  name: 'indices.delete_alias',
  summary: 'Takes aliases from indices',
  routes: [
    { method: 'DELETE', path: '/{index}/_alias/{name}' },
    { method: 'DELETE', path: '/{index}/_aliases/{name}' },
  ],
  action: 'indices:admin/aliases',
  scope: 'aliases',
  parameters: { master_timeout: 'time', timeout: 'time' },
  body: 'none',
  parse: parseDelete,
  targets: aliasTargets,
  remote: remoteActions,
  embedded: performAliasActions,
})

function parseDelete({ path, parameters }: ApiRequest): AliasActions {
  parameters.time('master_timeout', undefined)
  parameters.time('timeout', undefined)
  const indices = splitList(path.get('index')!)
  const aliases = splitList(path.get('name')!)
  return { actions: [{ kind: 'remove', indices, aliases, options: {}, mustExist: false }] }
}
