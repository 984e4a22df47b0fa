/** `PUT|POST /{index}/_alias/{name}`: gives indices an alias, or changes what it is like. */
import { illegalArgument } from '../../core/errors.ts'
import type { ApiRequest, Route } from '../../request/api.ts'
import { splitList } from '../../request/parameters.ts'
import { backendApi } from '../define.ts'
import { type AliasActions, aliasTargets, performAliasActions, remoteActions } from './alias-actions.ts'
import { type AliasDraft, checkAlias, readAliasOption } from './alias-options.ts'

const PATHS = ['/{index}/_alias/{name}', '/{index}/_aliases/{name}', '/{index}/_alias', '/_alias/{name}', '/_alias']

export const putAlias = backendApi({
  name: 'indices.put_alias',
  summary: 'Gives indices an alias',
  routes: PATHS.flatMap((path): Route[] => [
    { method: 'PUT', path },
    { method: 'POST', path },
  ]),
  action: 'indices:admin/aliases',
  scope: 'aliases',
  parameters: { master_timeout: 'time', timeout: 'time' },
  body: 'optional',
  parse: parsePut,
  targets: aliasTargets,
  remote: remoteActions,
  embedded: performAliasActions,
})

const OPTIONS = new Set([
  'filter',
  'routing',
  'index_routing',
  'indexRouting',
  'search_routing',
  'searchRouting',
  'is_write_index',
])

/** The body may name another index and alias than the path: its names count, and are the ones that are authorized. */
function parsePut({ path, parameters, body }: ApiRequest): AliasActions {
  parameters.time('master_timeout', undefined)
  parameters.time('timeout', undefined)
  let indices = splitList(path.get('index') ?? '')
  let name = path.get('name')
  const options: AliasDraft = {}
  for (const [key, value] of body.object()) {
    if (key === 'index' && typeof value === 'string') indices = splitList(value)
    else if (key === 'alias' && typeof value === 'string') name = value
    else if (!OPTIONS.has(key) || !readAliasOption(options, key, value)) throw illegalArgument(`Unsupported field [${key}]`)
  }
  if (indices.length === 0) throw illegalArgument("[indices] can't be empty")
  if (name === undefined || name === '') throw illegalArgument("[alias] can't be empty string")
  checkAlias({ name: name.startsWith('<') ? 'by-date' : name, ...options })
  return { actions: [{ kind: 'add', indices, aliases: [name], options, mustExist: false }] }
}
