/** Tasks as replies show them, alone and in groups. */
import type { JsonOutput } from '../../core/json/output.ts'
import type { NodeFacts } from '../../request/node-facts.ts'
import type { RunningRequest } from '../../tasks/running-requests.ts'
import type { TaskView } from '../../tasks/tasks.ts'
import { hostOf, NODE_ROLES } from '../cluster/node-identity.ts'

/** One line of a list. */
export interface ListedTask {
  readonly id: string
  readonly action: string
  readonly parent: string | undefined
  readonly json: JsonOutput
}

/** `isDetailed`: with description and status. */
export function taskJson({ id, action, record, status, runningTime, parent }: TaskView, isDetailed: boolean): JsonOutput {
  const [node, number] = splitId(id)
  return {
    node,
    id: number,
    type: 'transport',
    action,
    status: isDetailed ? status : undefined,
    description: isDetailed ? record.description : undefined,
    start_time_in_millis: record.startedAt,
    running_time_in_nanos: runningTime,
    cancellable: true,
    cancelled: record.cancelled !== undefined,
    parent_task_id: parent,
    headers: headersOf(record),
  }
}

/** Headers of its request that are shown. */
const headersOf = ({ opaqueId }: { readonly opaqueId?: string | undefined }): JsonOutput =>
  opaqueId === undefined ? {} : { 'X-Opaque-Id': opaqueId }

export const listedTask = (view: TaskView, isDetailed: boolean): ListedTask => ({
  id: view.id,
  action: view.action,
  parent: view.parent,
  json: taskJson(view, isDetailed),
})

/** A request that is being answered: it cannot be cancelled. */
export function listedRequest(request: RunningRequest, node: string, isDetailed: boolean): ListedTask {
  const { number, action, startedAt, runningTime, parent } = request
  const json = {
    node,
    id: number,
    type: 'transport',
    action,
    description: isDetailed ? '' : undefined,
    start_time_in_millis: startedAt,
    running_time_in_nanos: runningTime,
    cancellable: false,
    parent_task_id: parent,
    headers: headersOf(request),
  }
  return { id: `${node}:${number}`, action, parent, json }
}

export type Grouping = 'nodes' | 'parents' | 'none'

export function groupTasks(tasks: readonly ListedTask[], grouping: Grouping, node: NodeFacts): JsonOutput {
  if (grouping === 'none') return { tasks: tasks.map(({ json }) => json) }
  if (grouping === 'parents') return { tasks: byParents(tasks) }
  if (tasks.length === 0) return { nodes: {} }
  return { nodes: new Map([[node.nodeId, { ...nodeJson(node), tasks: new Map(tasks.map(({ id, json }) => [id, json])) }]]) }
}

function byParents(tasks: readonly ListedTask[]): JsonOutput {
  const ids = new Set(tasks.map(({ id }) => id))
  const tops = tasks.filter(({ parent }) => parent === undefined || !ids.has(parent))
  const withChildren = ({ id, json }: ListedTask): JsonOutput => {
    const children = tasks.filter(({ parent }) => parent === id)
    return children.length === 0 ? json : { ...(json as object), children: children.map((child) => child.json) }
  }
  return new Map(tops.map((task) => [task.id, withChildren(task)]))
}

const nodeJson = (node: NodeFacts): Readonly<Record<string, JsonOutput>> => ({
  name: node.nodeName,
  transport_address: node.httpAddress(),
  host: hostOf(node),
  ip: node.httpAddress(),
  roles: NODE_ROLES,
  attributes: {},
})

function splitId(id: string): readonly [node: string, number: number] {
  const colon = id.lastIndexOf(':')
  return [id.slice(0, colon), Number(id.slice(colon + 1))]
}
