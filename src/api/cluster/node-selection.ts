/** Which nodes a `_nodes` path means: names, ids, addresses, patterns, roles, or the words for all, this and the leading one. */
import { compileWildcard } from '../../core/wildcard.ts'
import type { NodeFacts } from '../../request/node-facts.ts'
import { splitList } from '../../request/parameters.ts'
import { hostOf, NODE_ROLES } from './node-identity.ts'

/** Whether this node, the only one, is among those meant. Later words overrule earlier ones where they speak of roles. */
export function isSelected(node: NodeFacts, selection: string | undefined): boolean {
  const words = splitList(selection ?? '_all')
  if (words.length === 0) return true
  return words.reduce((selected, word) => judge(node, word, selected), false)
}

function judge(node: NodeFacts, word: string, selected: boolean): boolean {
  if (word === '_all' || word === '_local' || word === '_master' || word === '_cluster_manager') return true
  if (word === '_none') return selected
  const role = /^([a-z_]+):(true|false)$/.exec(word)
  if (role) return judgeRole(role[1]!, role[2] === 'true', selected)
  const matcher = compileWildcard(word)
  return selected || [node.nodeName, node.nodeId, hostOf(node)].some((name) => matcher.matches(name))
}

/** `data:true` adds nodes with a role, `data:false` takes them away. */
function judgeRole(role: string, wanted: boolean, selected: boolean): boolean {
  const holds = role === 'coordinating_only' ? false : (NODE_ROLES as readonly string[]).includes(role)
  if (!holds) return selected
  return wanted
}
