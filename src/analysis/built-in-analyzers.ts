/** The analyzers that every index has, and how each is made with options of its own. */
import type { Analyzer } from './analyzer.ts'
import { ChainAnalyzer } from './chain-analyzer.ts'
import { keywordTokenizer, letterTokenizer, whitespaceTokenizer } from './simple-tokenizers.ts'
import { standardTokenizer } from './standard-tokenizer.ts'
import { ENGLISH_STOP_WORDS, lowercaseFilter, porterStemFilter, possessiveFilter, stopFilter } from './token-filters.ts'
import { DEFAULT_MAX_TOKEN_LENGTH } from './tokenizer.ts'

export interface AnalyzerOptions {
  /** undefined: the type's own. */
  readonly stopWords: ReadonlySet<string> | undefined
  readonly maxTokenLength: number
}

type AnalyzerMaker = (name: string, options: AnalyzerOptions) => Analyzer

export const ANALYZER_TYPES: ReadonlyMap<string, AnalyzerMaker> = new Map<string, AnalyzerMaker>([
  [
    'standard',
    (name, { stopWords, maxTokenLength }) =>
      new ChainAnalyzer(name, standardTokenizer(maxTokenLength), [
        lowercaseFilter,
        ...(stopWords?.size ? [stopFilter(stopWords)] : []),
      ]),
  ],
  ['simple', (name) => new ChainAnalyzer(name, letterTokenizer(DEFAULT_MAX_TOKEN_LENGTH), [lowercaseFilter])],
  ['whitespace', (name) => new ChainAnalyzer(name, whitespaceTokenizer(DEFAULT_MAX_TOKEN_LENGTH), [])],
  ['keyword', (name) => new ChainAnalyzer(name, keywordTokenizer, [])],
  [
    'stop',
    (name, { stopWords }) =>
      new ChainAnalyzer(name, letterTokenizer(DEFAULT_MAX_TOKEN_LENGTH), [
        lowercaseFilter,
        stopFilter(stopWords ?? ENGLISH_STOP_WORDS),
      ]),
  ],
  [
    'english',
    (name, { stopWords }) =>
      new ChainAnalyzer(name, standardTokenizer(DEFAULT_MAX_TOKEN_LENGTH), [
        possessiveFilter,
        lowercaseFilter,
        stopFilter(stopWords ?? ENGLISH_STOP_WORDS),
        porterStemFilter,
      ]),
  ],
])

const DEFAULTS: AnalyzerOptions = { stopWords: undefined, maxTokenLength: DEFAULT_MAX_TOKEN_LENGTH }

export const BUILT_IN_ANALYZERS: ReadonlyMap<string, Analyzer> = new Map(
  [...ANALYZER_TYPES].map(([name, make]) => [name, make(name, DEFAULTS)]),
)
