/** An analyzer made of a tokenizer and token filters. */
import type { Analyzer, TokenSink } from './analyzer.ts'
import { lowerCase } from './lower-case.ts'
import { keywordTokenizer } from './simple-tokenizers.ts'
import { lowercaseFilter, type TokenFilter } from './token-filters.ts'
import type { Tokenizer } from './tokenizer.ts'

/** Elasticsearch's distance between two values of one text field. */
export const POSITION_INCREMENT_GAP = 100

export class ChainAnalyzer implements Analyzer {
  readonly name: string
  readonly keepsWhole: boolean
  readonly positionIncrementGap: number
  readonly #tokenizer: Tokenizer
  readonly #filters: readonly TokenFilter[]
  /** The first filter is lower case: done once for the whole text, not term by term. */
  readonly #lowersFirst: boolean

  constructor(
    name: string,
    tokenizer: Tokenizer,
    filters: readonly TokenFilter[],
    positionIncrementGap = POSITION_INCREMENT_GAP,
  ) {
    this.name = name
    this.positionIncrementGap = positionIncrementGap
    this.keepsWhole = tokenizer === keywordTokenizer
    this.#tokenizer = tokenizer
    this.#lowersFirst = filters[0] === lowercaseFilter
    this.#filters = this.#lowersFirst ? filters.slice(1) : filters
  }

  analyze(text: string, firstPosition: number, sink: TokenSink): number {
    const source = this.#lowersFirst ? lowerCase(text) : text
    const filters = this.#filters
    let position = firstPosition
    this.#tokenizer(text, (start, end) => {
      let term: string | undefined = source.slice(start, end)
      for (let at = 0; at < filters.length && term !== undefined; at++) term = filters[at]!(term)
      if (term !== undefined) sink(term, position, start, end)
      position++
    })
    return position
  }

  /** The same analyzer with another distance between values. */
  withGap(positionIncrementGap: number): ChainAnalyzer {
    const filters = this.#lowersFirst ? [lowercaseFilter, ...this.#filters] : this.#filters
    return new ChainAnalyzer(this.name, this.#tokenizer, filters, positionIncrementGap)
  }
}
