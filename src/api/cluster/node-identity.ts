/** How this node presents itself: its address, and the roles of a node that holds data and leads. */
import type { NodeFacts } from '../../request/node-facts.ts'

/** What it does. Ingest, machine learning, transforms and tiers are other products' work: claiming them would draw their requests. */
export const NODE_ROLES = ['data', 'data_content', 'master'] as const

/** The same as `_cat/nodes` abbreviates it. */
export const NODE_ROLE_LETTERS = 'dms'

/** The host of the HTTP address, without port and brackets. */
export function hostOf(node: NodeFacts): string {
  const address = node.httpAddress()
  return address.slice(0, address.lastIndexOf(':')).replace(/^\[|\]$/g, '')
}
