/**
 * Derivatives of regular languages (Brzozowski): the language that is left after one character. Complement and intersection cost nothing
 * extra, nothing is ever determinized ahead, and equal languages become equal nodes, so that states can be numbered.
 * Used by `automaton.ts` only.
 */
import { illegalArgument } from './errors.ts'
import type { CharRanges, Language } from './language.ts'

type Shape =
  | { readonly kind: 'nothing' | 'empty' | 'anything' }
  | { readonly kind: 'chars'; readonly ranges: CharRanges }
  | { readonly kind: 'concat'; readonly first: LanguageNode; readonly rest: LanguageNode }
  | { readonly kind: 'or' | 'and'; readonly parts: readonly LanguageNode[] }
  | { readonly kind: 'not'; readonly of: LanguageNode }
  | { readonly kind: 'repeat'; readonly of: LanguageNode; readonly min: number; readonly max: number }

/** A language in its normal form; within one arena the same language written alike is the same node. */
export type LanguageNode = Shape & { readonly id: number; readonly nullable: boolean }

/** A union wider than this is refused: with it every step stays bounded. */
const MAX_WIDTH = 20_000

export class DerivativeArena {
  readonly #nodes = new Map<string, LanguageNode>()
  readonly #steps = new Map<string, LanguageNode>()
  readonly nothing = this.#make('nothing', { kind: 'nothing' }, false)
  readonly empty = this.#make('empty', { kind: 'empty' }, true)
  readonly anything = this.#make('anything', { kind: 'anything' }, true)

  /** How many nodes exist: what it takes of memory. */
  get size(): number {
    return this.#nodes.size
  }

  /** The node of a language. */
  node(language: Language): LanguageNode {
    switch (language.kind) {
      case 'nothing':
        return this.nothing
      case 'anything':
        return this.anything
      case 'text':
        return this.#text(language.text)
      case 'chars':
        return this.#chars(language.ranges)
      case 'sequence':
        return language.parts.map((part) => this.node(part)).reduceRight((rest, first) => this.#concat(first, rest), this.empty)
      case 'union':
        return this.#or(language.parts.map((part) => this.node(part)))
      case 'intersection':
        return this.#and(language.parts.map((part) => this.node(part)))
      case 'complement':
        return this.#not(this.node(language.of))
      case 'repeat':
        return this.#repeat(this.node(language.of), language.min, language.max)
    }
  }

  /** What may follow after a character. `symbol` names the class of characters that behave like it, for remembering. */
  derive(node: LanguageNode, character: number, symbol: number): LanguageNode {
    const key = `${node.id}/${symbol}`
    const known = this.#steps.get(key)
    if (known) return known
    const result = this.#derive(node, character, symbol)
    this.#steps.set(key, result)
    return result
  }

  #derive(node: LanguageNode, character: number, symbol: number): LanguageNode {
    switch (node.kind) {
      case 'nothing':
      case 'empty':
        return this.nothing
      case 'anything':
        return node
      case 'chars':
        return contains(node.ranges, character) ? this.empty : this.nothing
      case 'concat':
        return this.#deriveConcat(node, character, symbol)
      case 'or':
        return this.#or(node.parts.map((part) => this.derive(part, character, symbol)))
      case 'and':
        return this.#and(node.parts.map((part) => this.derive(part, character, symbol)))
      case 'not':
        return this.#not(this.derive(node.of, character, symbol))
      case 'repeat':
        return this.#concat(
          this.derive(node.of, character, symbol),
          this.#repeat(node.of, Math.max(0, node.min - 1), node.max - 1),
        )
    }
  }

  #deriveConcat(node: Extract<LanguageNode, { kind: 'concat' }>, character: number, symbol: number): LanguageNode {
    const first = this.#concat(this.derive(node.first, character, symbol), node.rest)
    return node.first.nullable ? this.#or([first, this.derive(node.rest, character, symbol)]) : first
  }

  #text(text: string): LanguageNode {
    let node = this.empty
    for (const character of [...text].reverse()) {
      const code = character.codePointAt(0) as number
      node = this.#concat(this.#chars([[code, code]]), node)
    }
    return node
  }

  #chars(ranges: CharRanges): LanguageNode {
    if (ranges.length === 0) return this.nothing
    return this.#make(`c${ranges.join(';')}`, { kind: 'chars', ranges }, false)
  }

  #concat(first: LanguageNode, rest: LanguageNode): LanguageNode {
    if (first === this.nothing || rest === this.nothing) return this.nothing
    if (first === this.empty) return rest
    if (rest === this.empty) return first
    if (first.kind === 'concat') return this.#concat(first.first, this.#concat(first.rest, rest))
    if (first === this.anything && (rest === first || (rest.kind === 'concat' && rest.first === first))) return rest
    return this.#make(`.${first.id},${rest.id}`, { kind: 'concat', first, rest }, first.nullable && rest.nullable)
  }

  #or(parts: readonly LanguageNode[]): LanguageNode {
    const members = flatten('or', parts)
    members.delete(this.nothing)
    if (members.has(this.anything)) return this.anything
    return this.#join('or', members, this.nothing)
  }

  #and(parts: readonly LanguageNode[]): LanguageNode {
    const members = flatten('and', parts)
    members.delete(this.anything)
    if (members.has(this.nothing)) return this.nothing
    return this.#join('and', members, this.anything)
  }

  #join(kind: 'or' | 'and', members: ReadonlySet<LanguageNode>, none: LanguageNode): LanguageNode {
    if (members.size > MAX_WIDTH) throw illegalArgument('regular expression is too complex to evaluate')
    const parts = [...members].sort((one, other) => one.id - other.id)
    const [only, second] = parts
    if (!only) return none
    if (!second) return only
    const nullable = kind === 'or' ? parts.some((part) => part.nullable) : parts.every((part) => part.nullable)
    return this.#make(`${kind}${parts.map((part) => part.id).join()}`, { kind, parts }, nullable)
  }

  #not(of: LanguageNode): LanguageNode {
    if (of.kind === 'not') return of.of
    if (of === this.nothing) return this.anything
    if (of === this.anything) return this.nothing
    return this.#make(`!${of.id}`, { kind: 'not', of }, !of.nullable)
  }

  #repeat(of: LanguageNode, min: number, max: number): LanguageNode {
    if (max === 0 || of === this.empty) return this.empty
    if (min === 1 && max === 1) return of
    if (of === this.nothing) return min === 0 ? this.empty : this.nothing
    if (max === Infinity && (of === this.anything || (min === 0 && isAnyChar(of)))) return this.anything
    if (max === Infinity && min === 0 && of.kind === 'repeat' && of.min <= 1 && of.max === Infinity) {
      return this.#repeat(of.of, 0, Infinity)
    }
    return this.#make(`*${of.id},${min},${max}`, { kind: 'repeat', of, min, max }, min === 0 || of.nullable)
  }

  #make(key: string, shape: Shape, nullable: boolean): LanguageNode {
    const known = this.#nodes.get(key)
    if (known) return known
    const node = { ...shape, id: this.#nodes.size, nullable }
    this.#nodes.set(key, node)
    return node
  }
}

function flatten(kind: 'or' | 'and', parts: readonly LanguageNode[]): Set<LanguageNode> {
  const members = new Set<LanguageNode>()
  for (const part of parts) {
    if (part.kind === kind) for (const inner of part.parts) members.add(inner)
    else members.add(part)
  }
  return members
}

const isAnyChar = (node: LanguageNode): boolean =>
  node.kind === 'chars' && node.ranges.length === 1 && node.ranges[0]?.[0] === 0 && node.ranges[0][1] === 0x10ffff

function contains(ranges: CharRanges, character: number): boolean {
  let low = 0
  let high = ranges.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const [from, to] = ranges[middle] as readonly [number, number]
    if (character < from) high = middle - 1
    else if (character > to) low = middle + 1
    else return true
  }
  return false
}
