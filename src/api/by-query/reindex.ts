/** `_reindex`: copies documents from indices into another. Reading and writing are the task's identity's, calling it is the caller's. */
import { validationFailed } from '../../core/errors.ts'
import { compileWildcard } from '../../core/wildcard.ts'
import type { Access } from '../../request/access.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { Reply } from '../../request/reply.ts'
import { serverApi } from '../define.ts'
import type { Services } from '../services.ts'
import { type ByQueryRequest, startByQuery } from './answer-task.ts'
import { DEFAULT_KEEP_ALIVE, DEFAULT_SIZE } from './by-query-input.ts'
import { reindexKind } from './by-query-kind.ts'
import { parseRunParameters, RUN_PARAMETERS } from './by-query-parameters.ts'
import { refuseTwoWays, sliceById } from './in-place.ts'
import { parseReindexBody } from './reindex-body.ts'
import { type ParseMembers, passSearchMembers } from './search-members.ts'

export const reindex = serverApi<ByQueryRequest>({
  name: 'reindex',
  summary: 'Copies documents from indices into another one.',
  routes: [{ method: 'POST', path: '/_reindex' }],
  action: reindexKind.action,
  scope: 'items',
  parameters: { ...RUN_PARAMETERS, require_alias: 'boolean' },
  body: 'required',
  parse: (request) => parseReindex(request),
  parseForCluster: (request) => parseReindex(request, passSearchMembers),
  // Source and destination are asked of the task's identity.
  targets: () => ({ kind: 'items', items: [] }),
  handle: startReindex,
})

function parseReindex({ parameters, body }: ApiRequest, parseMembers?: ParseMembers): ByQueryRequest {
  const run = parseRunParameters(parameters)
  const { indices, members, destination, maxDocs = run.maxDocs, proceeds } = parseReindexBody(body.object(), parseMembers)
  const faults: string[] = []
  if (indices.length === 0) faults.push('use _all if you really want to copy from all existing indexes')
  else if (destination.index === '') faults.push('index must be specified')
  if (faults.length > 0) throw validationFailed(faults)
  refuseTwoWays(run.slices, members)
  const size = members.options.size ?? DEFAULT_SIZE
  const requireAlias = parameters.boolean('require_alias', false) ? { require_alias: 'true' } : {}
  return {
    description: `reindex from [${indices.join(', ')}] to [${destination.index}]`,
    requestsPerSecond: run.requestsPerSecond,
    waits: run.waits,
    input: {
      operation: 'reindex',
      source: {
        indices: indices.join(','),
        parameters: {},
        body: { ...members.body, ...sliceById(members) },
        size: Math.max(1, Math.min(size, maxDocs ?? size)),
        keepAlive: run.keepAlive ?? DEFAULT_KEEP_ALIVE,
        isSorted: members.body.sort !== undefined,
      },
      destination,
      ...(maxDocs === undefined ? {} : { maxDocs }),
      proceeds,
      slices: run.slices,
      refresh: run.refresh,
      bulkParameters: { ...run.bulkParameters, ...requireAlias },
    },
  }
}

function startReindex(services: Services, request: ByQueryRequest, access: Access): Promise<Reply> {
  refuseIntoItself(services, request)
  return startByQuery(services, reindexKind, request, access)
}

/** Whether the names overlap, as they stand now. */
function refuseIntoItself({ names }: Services, { input: { source, destination } }: ByQueryRequest): void {
  const view = names()
  const targetOf = (name: string): string => {
    const named = view.look(name)
    return named.kind === 'alias' ? (named.alias.writeIndex ?? name) : name
  }
  const target = targetOf(destination!.index)
  const reads = (expression: string): boolean => {
    const named = view.look(expression)
    if (named.kind === 'alias') return named.indices.some(({ name }) => name === target)
    return expression === '_all' || compileWildcard(expression).matches(target)
  }
  const faults = source.indices.split(',').filter(reads)
  if (faults.length === 0) return
  throw validationFailed([`reindex cannot write into an index its reading from [${destination!.index}]`])
}
