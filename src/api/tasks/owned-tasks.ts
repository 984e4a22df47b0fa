/** `GET /_sallyport/tasks`: what runs as whom, who started it, and what came of it. */
import type { JsonOutput } from '../../core/json/output.ts'
import { RawJson } from '../../core/json/output.ts'
import { compileWildcard, type WildcardMatcher } from '../../core/wildcard.ts'
import type { Owner } from '../../request/owner.ts'
import { ok } from '../../request/reply.ts'
import type { TaskView } from '../../tasks/tasks.ts'
import { serverApi } from '../define.ts'

export const ownedTasks = serverApi<{ readonly owner: string | undefined }>({
  name: 'tasks.owned',
  summary: 'Shows tasks, running and finished, and as whom they run.',
  routes: [{ method: 'GET', path: '/_sallyport/tasks' }],
  action: 'cluster:monitor/tasks/lists',
  scope: 'cluster',
  parameters: { owner: 'text' },
  body: 'none',
  parse: ({ parameters }) => ({ owner: parameters.text('owner') }),
  targets: () => ({ kind: 'cluster' }),
  handle({ tasks }, { owner }) {
    const matcher = owner === undefined ? undefined : compileWildcard(owner)
    const isMeant = ({ parent, record }: TaskView): boolean => parent === undefined && isOwnedBy(matcher, record.owner)
    const found = [...tasks.running(), ...tasks.kept()].filter(isMeant)
    return ok({ total: found.length, tasks: found.map(ownedJson) })
  },
})

/** By name, or by the id of the key. */
const isOwnedBy = (matcher: WildcardMatcher | undefined, { username, apiKey }: Owner): boolean =>
  matcher === undefined || matcher.matches(username) || (apiKey !== undefined && matcher.matches(apiKey))

function ownedJson({ id, action, record, status, isRunning, runningTime }: TaskView): JsonOutput {
  const { result } = record
  return {
    task: id,
    action,
    description: record.description,
    state: isRunning ? 'running' : result?.kind === 'failed' ? 'failed' : 'done',
    owner: ownerJson(record.owner),
    started_by: ownerJson(record.startedBy),
    start_time: new Date(record.startedAt).toISOString(),
    running_time_in_millis: Math.round(runningTime / 1e6),
    cancelled: record.cancelled !== undefined,
    status,
    error: result?.kind === 'failed' ? new RawJson(Buffer.from(result.error)) : undefined,
  }
}

const ownerJson = ({ kind, username, realm, apiKey }: Owner): JsonOutput => ({
  type: kind,
  username,
  realm: realm.name,
  api_key_id: apiKey,
})
