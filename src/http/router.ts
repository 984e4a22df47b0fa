/**
 * Method and path → API: a tree over path segments. Literals match the segment as sent, variables its decoded form; a literal goes before
 * a variable, whatever the method, unless it leads to no route at all. Built once; two APIs claiming one route stop the start.
 */
import type { AnyApi, Method } from '../request/api.ts'

export type RouteMatch =
  | { readonly kind: 'matched'; readonly api: AnyApi; readonly path: ReadonlyMap<string, string> }
  | { readonly kind: 'methodNotAllowed'; readonly allowed: readonly Method[] }
  | { readonly kind: 'unknown' }

/** The end of a route. `names[i]` is the variable at segment i, if that is one. */
interface Leaf {
  readonly api: AnyApi
  readonly template: string
  readonly names: readonly (string | undefined)[]
}

interface Node {
  readonly literals: Map<string, Node>
  variable: Node | undefined
  readonly leaves: Map<Method, Leaf>
}

/** The order in which `Allow` lists them. */
const METHODS: readonly Method[] = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD']
const UNKNOWN: RouteMatch = { kind: 'unknown' }
const NO_VARIABLES: ReadonlyMap<string, string> = new Map()

const createNode = (): Node => ({ literals: new Map(), variable: undefined, leaves: new Map() })

export class Router {
  readonly #root = createNode()

  constructor(apis: readonly AnyApi[]) {
    for (const api of apis) for (const route of api.routes) this.#add(api, route.method, route.path)
  }

  match(method: string, rawSegments: readonly string[], segments: readonly string[]): RouteMatch {
    const node = findEnd(this.#root, rawSegments, 0)
    if (!node) return UNKNOWN
    const leaf = node.leaves.get(method as Method)
    return leaf
      ? { kind: 'matched', api: leaf.api, path: variablesOf(leaf, segments) }
      : { kind: 'methodNotAllowed', allowed: methodsOf(node) }
  }

  /** The methods that some route knows for a path. */
  allowed(rawSegments: readonly string[]): readonly Method[] {
    const node = findEnd(this.#root, rawSegments, 0)
    return node ? methodsOf(node) : []
  }

  #add(api: AnyApi, method: Method, template: string): void {
    const parts = template.split('/').filter((part) => part !== '')
    const names = parts.map((part) => (part.startsWith('{') ? part.slice(1, -1) : undefined))
    let node = this.#root
    for (const [at, part] of parts.entries()) node = names[at] === undefined ? literalChild(node, part) : variableChild(node)
    const taken = node.leaves.get(method)
    if (taken) throw new Error(`${method} ${template} of [${api.name}] is taken by ${taken.template} of [${taken.api.name}]`)
    node.leaves.set(method, { api, template, names })
  }
}

function literalChild(node: Node, part: string): Node {
  const child = node.literals.get(part) ?? createNode()
  node.literals.set(part, child)
  return child
}

function variableChild(node: Node): Node {
  node.variable ??= createNode()
  return node.variable
}

/** Where routes with this path end. */
function findEnd(node: Node, rawSegments: readonly string[], depth: number): Node | undefined {
  if (depth === rawSegments.length) return node.leaves.size > 0 ? node : undefined
  const literal = node.literals.get(rawSegments[depth]!)
  const found = literal && findEnd(literal, rawSegments, depth + 1)
  if (found || !node.variable) return found
  return findEnd(node.variable, rawSegments, depth + 1)
}

const methodsOf = ({ leaves }: Node): readonly Method[] => METHODS.filter((method) => leaves.has(method))

function variablesOf({ names }: Leaf, segments: readonly string[]): ReadonlyMap<string, string> {
  let variables: Map<string, string> | undefined
  for (let at = 0; at < names.length; at++) {
    const name = names[at]
    if (name !== undefined) variables = (variables ?? new Map()).set(name, segments[at]!)
  }
  return variables ?? NO_VARIABLES
}
