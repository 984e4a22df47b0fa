/** Which tasks a list or a cancellation means: by action, node and parent. */
import { illegalArgument } from '../../core/errors.ts'
import { compileWildcard } from '../../core/wildcard.ts'
import type { NodeFacts } from '../../request/node-facts.ts'
import { type ParameterReader, type ParameterTable, splitList } from '../../request/parameters.ts'
import { isSelected } from '../cluster/node-selection.ts'
import { parseTaskId } from './task-id.ts'
import type { Grouping } from './task-json.ts'

export const FILTER_PARAMETERS = {
  actions: 'list',
  nodes: 'text',
  parent_task_id: 'text',
  wait_for_completion: 'boolean',
} as const satisfies ParameterTable

export interface TaskFilter {
  readonly actions: readonly string[] | undefined
  readonly nodes: string | undefined
  readonly parent: string | undefined
  readonly waits: boolean
}

export function parseTaskFilter(parameters: ParameterReader): TaskFilter {
  const parent = parameters.text('parent_task_id')
  if (parent !== undefined) parseTaskId(parent)
  return {
    actions: parameters.list('actions'),
    nodes: parameters.text('nodes'),
    parent,
    waits: parameters.boolean('wait_for_completion', false),
  }
}

export function parseGrouping(text = 'nodes'): Grouping {
  if (text === 'nodes' || text === 'parents' || text === 'none') return text
  throw illegalArgument(`[group_by] must be one of [nodes], [parents] or [none] but was [${text}]`)
}

/** Whether a task is meant. */
export function compileFilter({ actions, nodes, parent }: TaskFilter, node: NodeFacts) {
  const isHere = nodes === undefined || splitList(nodes).length === 0 || isSelected(node, nodes)
  const matchers = actions?.map((pattern) => compileWildcard(pattern))
  return (task: { readonly action: string; readonly parent?: string | undefined }): boolean =>
    isHere &&
    (matchers?.some((matcher) => matcher.matches(task.action)) ?? true) &&
    (parent === undefined || task.parent === parent)
}
