/**
 * A regular language that can be asked: is this text in it, is it empty, does it lie within another. States come into being while texts
 * are matched, so a hostile pattern costs what its texts need and never an exponential table; memory is bounded by starting afresh.
 */
import { DerivativeArena, type LanguageNode } from './derivatives.ts'
import { illegalArgument } from './errors.ts'
import { type Language, minus, sizeOf } from './language.ts'

/** Larger languages are refused before anything is built. */
const MAX_SIZE = 10_000
/** States, and parts of languages, kept before starting afresh. */
const MAX_STATES = 4_000
const MAX_NODES = 50_000
/** States looked at before a question about the whole language is given up. */
const MAX_EXPLORED = 10_000

interface State {
  readonly node: LanguageNode
  readonly next: (State | undefined)[]
}

export interface Automaton {
  /** Time proportional to the text. */
  matches(text: string): boolean
  /** Whether no text is in it; undefined where that takes too much to find out. */
  isEmpty(): boolean | undefined
}

/** Makes a language askable; throws 400 where it is too large. */
export function createAutomaton(language: Language): Automaton {
  if (sizeOf(language) > MAX_SIZE) throw illegalArgument('regular expression is too complex to evaluate')
  return new DerivativeAutomaton(language)
}

/** Whether every text of the first is in the second. Unsure counts as no: whoever asks grants something. */
export function isWithin(first: Language, second: Language): boolean {
  const outside = minus(first, second)
  return sizeOf(outside) <= MAX_SIZE && createAutomaton(outside).isEmpty() === true
}

class DerivativeAutomaton implements Automaton {
  readonly #language: Language
  readonly #alphabet: Alphabet
  #arena!: DerivativeArena
  #states!: Map<number, State>
  #start!: State

  constructor(language: Language) {
    this.#language = language
    this.#alphabet = new Alphabet(language)
    this.#restart()
  }

  matches(text: string): boolean {
    if (this.#states.size > MAX_STATES || this.#arena.size > MAX_NODES) this.#restart()
    let state = this.#start
    for (let at = 0; at < text.length; at++) {
      const character = text.codePointAt(at) as number
      if (character > 0xffff) at++
      state = this.#step(state, character)
      if (state.node.kind === 'nothing') return false
      if (state.node.kind === 'anything') return true
    }
    return state.node.nullable
  }

  isEmpty(): boolean | undefined {
    this.#restart()
    const seen = new Set<State>([this.#start])
    for (const state of seen) {
      if (state.node.nullable) return false
      if (seen.size > MAX_EXPLORED) return undefined
      for (const character of this.#alphabet.representatives) seen.add(this.#step(state, character))
    }
    return true
  }

  #restart(): void {
    this.#arena = new DerivativeArena()
    this.#states = new Map()
    this.#start = this.#state(this.#arena.node(this.#language))
  }

  #state(node: LanguageNode): State {
    const known = this.#states.get(node.id)
    if (known) return known
    const state: State = { node, next: [] }
    this.#states.set(node.id, state)
    return state
  }

  #step(state: State, character: number): State {
    const symbol = this.#alphabet.symbol(character)
    const known = state.next[symbol]
    if (known) return known
    const next = this.#state(this.#arena.derive(state.node, character, symbol))
    state.next[symbol] = next
    return next
  }
}

/** Characters that no part of a language tells apart are one symbol. */
class Alphabet {
  /** Where each symbol's characters begin, ascending; the first is 0. */
  readonly representatives: readonly number[]
  readonly #ascii = new Uint16Array(128)

  constructor(language: Language) {
    const borders = new Set([0])
    collectBorders(language, borders)
    this.representatives = [...borders].filter((border) => border <= 0x10ffff).sort((one, other) => one - other)
    for (let character = 0; character < 128; character++) this.#ascii[character] = this.#search(character)
  }

  symbol(character: number): number {
    return character < 128 ? (this.#ascii[character] as number) : this.#search(character)
  }

  #search(character: number): number {
    let low = 0
    let high = this.representatives.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((this.representatives[middle] as number) <= character) low = middle
      else high = middle - 1
    }
    return low
  }
}

function collectBorders(language: Language, borders: Set<number>): void {
  switch (language.kind) {
    case 'text':
      for (const character of language.text)
        addBorders(character.codePointAt(0) as number, character.codePointAt(0) as number, borders)
      return
    case 'chars':
      for (const [low, high] of language.ranges) addBorders(low, high, borders)
      return
    case 'sequence':
    case 'union':
    case 'intersection':
      for (const part of language.parts) collectBorders(part, borders)
      return
    case 'complement':
    case 'repeat':
      collectBorders(language.of, borders)
      return
    default:
  }
}

function addBorders(low: number, high: number, borders: Set<number>): void {
  borders.add(low)
  borders.add(high + 1)
}
