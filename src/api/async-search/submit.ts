/** `_async_search`: a search that goes on when its request has been answered, under the second identity or else the caller's. */
import { illegalArgument, validationFailed } from '../../core/errors.ts'
import { printDuration } from '../../core/units.ts'
import type { Access } from '../../request/access.ts'
import type { ApiRequest } from '../../request/api.ts'
import type { Targets } from '../../request/names.ts'
import type { Reply } from '../../request/reply.ts'
import { serverApi } from '../define.ts'
import { readSearch } from '../search/read-search.ts'
import { search } from '../search/search.ts'
import { SEARCH_PARAMETERS } from '../search/search-parameters.ts'
import type { Services } from '../services.ts'
import { waitFor } from '../tasks/wait.ts'
import { asyncSearchReply } from './async-search-json.ts'
import { type AsyncSearchInput, asyncSearchKind } from './async-search-kind.ts'

interface SubmitInput {
  readonly input: AsyncSearchInput
  readonly targets: Targets
  readonly keepAlive: number
  readonly keepsOnCompletion: boolean
  readonly waits: number
}

const OWN_PARAMETERS = { keep_alive: 'time', keep_on_completion: 'boolean', wait_for_completion_timeout: 'time' } as const
const DEFAULT_KEEP_ALIVE = 5 * 24 * 3600 * 1000
const LEAST_KEEP_ALIVE = 60_000

export const submitAsyncSearch = serverApi<SubmitInput>({
  name: 'async_search.submit',
  summary: 'Starts a search that may outlive its request.',
  routes: [
    { method: 'POST', path: '/_async_search' },
    { method: 'POST', path: '/{index}/_async_search' },
  ],
  action: asyncSearchKind.action,
  scope: 'indices',
  parameters: { ...SEARCH_PARAMETERS, ...OWN_PARAMETERS },
  body: 'optional',
  // Checked as a search is; what is run is read again.
  parse: (request) => parseSubmit(request, search.targets(search.parse(request))),
  parseForCluster: (request) => parseSubmit(request, readSearch(request).targets),
  targets: ({ targets }) => targets,
  handle: submit,
})

function parseSubmit(request: ApiRequest, targets: Targets): SubmitInput {
  const { path, parameters, body } = request
  if (parameters.has('scroll')) throw validationFailed(['[scroll] queries are not supported'])
  const given = Object.keys(SEARCH_PARAMETERS).flatMap((name) => {
    const text = parameters.text(name)
    return text === undefined ? [] : [[name, text] as const]
  })
  const index = path.get('index')
  return {
    targets,
    input: {
      ...(index === undefined ? {} : { index }),
      parameters: Object.fromEntries(given),
      body: body.present ? body.bytes.toString() : '',
    },
    keepAlive: checkKeepAlive(parameters.time('keep_alive', DEFAULT_KEEP_ALIVE)),
    keepsOnCompletion: parameters.boolean('keep_on_completion', false),
    waits: checkWait(parameters.time('wait_for_completion_timeout', 1000)),
  }
}

export function checkKeepAlive(keepAlive: number): number {
  if (keepAlive >= LEAST_KEEP_ALIVE) return keepAlive
  throw validationFailed([`[keep_alive] must be greater or equals than 1 minute, got:${printDuration(keepAlive)}`])
}

function checkWait(wait: number): number {
  if (wait >= 0) return wait
  throw illegalArgument('[wait_for_completion_timeout] must not be negative')
}

async function submit(
  { tasks }: Services,
  { input, keepAlive, keepsOnCompletion, waits }: SubmitInput,
  { identity }: Access,
): Promise<Reply> {
  const description = `async_search{indices[${input.index ?? ''}]}`
  const task = await tasks.start({
    kind: asyncSearchKind,
    input: input as never,
    description,
    identity,
    keeps: true,
    isNamed: true,
    keepAlive,
  })
  const isOver = await waitFor([task], waits)
  if (!isOver || keepsOnCompletion) {
    return asyncSearchReply({ view: { record: task.record, status: task.status, isRunning: !isOver }, isKept: true })
  }
  await tasks.forget(Number(task.id.slice(task.id.lastIndexOf(':') + 1)))
  if (task.failure) throw task.failure
  return asyncSearchReply({ view: { record: task.record, status: task.status, isRunning: false }, isKept: false })
}
