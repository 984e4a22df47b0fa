/** Walks a query's tree by the answers of its kinds. For document security, lookups, limits: no kind can be passed over. */
import { KINDS } from './kinds.ts'
import type { QueryNode, Scalar, TermsLookup } from './node.ts'
import type { QueryKind } from './query-kind.ts'

// The table's type ties each entry to its node's kind; the compiler cannot follow that through a variable key.
const kindOf = (node: QueryNode): QueryKind<QueryNode> => KINDS[node.kind] as unknown as QueryKind<QueryNode>

/** The queries directly inside a node. */
export const childrenOf = (node: QueryNode): readonly QueryNode[] => kindOf(node).children(node)

/** The node and everything inside it, outermost first. */
export function* nodesOf(root: QueryNode): Generator<QueryNode> {
  const pending = [root]
  for (let node = pending.pop(); node; node = pending.pop()) {
    yield node
    pending.push(...[...childrenOf(node)].reverse())
  }
}

/** Every field and pattern of fields that a tree reads, each once. */
export const fieldsOf = (root: QueryNode): ReadonlySet<string> => collect(root, (node) => kindOf(node).fields(node))

/** Every other index that a tree reads, each once. */
export const indicesOf = (root: QueryNode): ReadonlySet<string> => collect(root, (node) => kindOf(node).indices(node))

function collect(root: QueryNode, answer: (node: QueryNode) => readonly string[]): ReadonlySet<string> {
  const found = new Set<string>()
  for (const node of nodesOf(root)) for (const name of answer(node)) found.add(name)
  return found
}

/** What a tree looks up in documents, in the order of its nodes. */
export function lookupsOf(root: QueryNode): readonly TermsLookup[] {
  const found: TermsLookup[] = []
  for (const node of nodesOf(root)) if (node.kind === 'terms' && node.lookup) found.push(node.lookup)
  return found
}

/** The tree with the values that its lookups found in their place. */
export function withLookedUp(root: QueryNode, values: ReadonlyMap<TermsLookup, readonly Scalar[]>): QueryNode {
  if (root.kind !== 'terms' || !root.lookup) return kindOf(root).map(root, (child) => withLookedUp(child, values))
  const { lookup, ...node } = root
  return { ...node, values: values.get(lookup) ?? [] }
}
