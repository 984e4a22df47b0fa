/**
 * Method and path → API: a tree over path segments. Literals match the segment as sent, variables its decoded form; a literal goes before
 * a variable, unless only the variable's branch knows the method. Built once; two APIs claiming one route stop the start.
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
    const leaf = findLeaf(this.#root, rawSegments, 0, method as Method)
    if (leaf) return { kind: 'matched', api: leaf.api, path: variablesOf(leaf, segments) }
    const allowed = this.allowed(rawSegments)
    return allowed.length === 0 ? UNKNOWN : { kind: 'methodNotAllowed', allowed }
  }

  /** The methods that some route knows for a path. */
  allowed(rawSegments: readonly string[]): readonly Method[] {
    const found = new Set<Method>()
    collectMethods(this.#root, rawSegments, 0, found)
    return METHODS.filter((method) => found.has(method))
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

function findLeaf(node: Node, rawSegments: readonly string[], depth: number, method: Method): Leaf | undefined {
  if (depth === rawSegments.length) return node.leaves.get(method)
  const literal = node.literals.get(rawSegments[depth]!)
  const found = literal && findLeaf(literal, rawSegments, depth + 1, method)
  if (found || !node.variable) return found
  return findLeaf(node.variable, rawSegments, depth + 1, method)
}

function collectMethods(node: Node, rawSegments: readonly string[], depth: number, found: Set<Method>): void {
  if (depth === rawSegments.length) {
    for (const method of node.leaves.keys()) found.add(method)
    return
  }
  const literal = node.literals.get(rawSegments[depth]!)
  if (literal) collectMethods(literal, rawSegments, depth + 1, found)
  if (node.variable) collectMethods(node.variable, rawSegments, depth + 1, found)
}

function variablesOf({ names }: Leaf, segments: readonly string[]): ReadonlyMap<string, string> {
  let variables: Map<string, string> | undefined
  for (let at = 0; at < names.length; at++) {
    const name = names[at]
    if (name !== undefined) variables = (variables ?? new Map()).set(name, segments[at]!)
  }
  return variables ?? NO_VARIABLES
}
