/**
 * Analyzers that the settings of an index define (`index.analysis.analyzer.<name>.type` …): built-in types with options, and `custom`
 * chains of the tokenizers and filters there are. Anything else is refused in Elasticsearch's words.
 */
import { ElasticError, illegalArgument } from '../core/errors.ts'
import { parseJsonText } from '../core/json/parse.ts'
import type { Analyzer } from './analyzer.ts'
import { ANALYZER_TYPES, type AnalyzerOptions } from './built-in-analyzers.ts'
import { ChainAnalyzer } from './chain-analyzer.ts'
import { keywordTokenizer, letterTokenizer, whitespaceTokenizer } from './simple-tokenizers.ts'
import { standardTokenizer } from './standard-tokenizer.ts'
import { ENGLISH_STOP_WORDS, lowercaseFilter, porterStemFilter, stopFilter, type TokenFilter } from './token-filters.ts'
import { DEFAULT_MAX_TOKEN_LENGTH, type Tokenizer } from './tokenizer.ts'

/** Settings of one analyzer, filter or tokenizer, by their last name. */
type Options = ReadonlyMap<string, string>

const PREFIX = 'index.analysis.'

export function configuredAnalyzers(settings: ReadonlyMap<string, string>): ReadonlyMap<string, Analyzer> {
  const groups = readGroups(settings)
  refuseKinds(groups)
  const filters = new Map(definitions(groups, 'filter').map(([name, options]) => [name, makeFilter(name, options)]))
  const tokenizers = new Map(definitions(groups, 'tokenizer').map(([name, options]) => [name, makeTokenizer(name, options)]))
  return new Map(
    definitions(groups, 'analyzer').map(([name, options]) => [name, makeAnalyzer(name, options, { filters, tokenizers })]),
  )
}

type Groups = ReadonlyMap<string, ReadonlyMap<string, Map<string, string>>>

/** kind → name → option → value. Names and options come from outside: Maps throughout. */
function readGroups(settings: ReadonlyMap<string, string>): Groups {
  const groups = new Map<string, Map<string, Map<string, string>>>()
  for (const [key, value] of settings) {
    if (!key.startsWith(PREFIX)) continue
    const [kind = '', name = '', ...option] = key.slice(PREFIX.length).split('.')
    const named = groups.get(kind) ?? new Map<string, Map<string, string>>()
    groups.set(kind, named)
    const options = named.get(name) ?? new Map<string, string>()
    named.set(name, options)
    options.set(option.join('.'), value)
  }
  return groups
}

const definitions = (groups: Groups, kind: string): [string, Options][] => [...(groups.get(kind) ?? [])]

/** Character filters and normalizers are not offered: a definition of one is refused, not ignored. */
function refuseKinds(groups: Groups): void {
  for (const [name, options] of definitions(groups, 'char_filter')) {
    throw illegalArgument(`Unknown char_filter type [${options.get('type') ?? ''}] for [${name}]`)
  }
  for (const [name, options] of definitions(groups, 'normalizer')) {
    throw illegalArgument(`Unknown normalizer type [${options.get('type') ?? 'custom'}] for [${name}]`)
  }
}

interface Parts {
  readonly filters: ReadonlyMap<string, TokenFilter>
  readonly tokenizers: ReadonlyMap<string, Tokenizer>
}

function makeAnalyzer(name: string, options: Options, parts: Parts): Analyzer {
  const type = options.get('type') ?? (options.has('tokenizer') || hasList(options, 'filter') ? 'custom' : undefined)
  if (type === undefined) throw illegalArgument(`analyzer [${name}] must specify either an analyzer type, or a tokenizer`)
  if (name.startsWith('_')) throw illegalArgument(`analyzer name must not start with '_'. got "${name}"`)
  if (type === 'custom') return customAnalyzer(name, options, parts)
  const make = ANALYZER_TYPES.get(type)
  if (!make) throw illegalArgument(`Unknown analyzer type [${type}] for [${name}]`)
  return make(name, analyzerOptions(name, type, options))
}

/** Options of built-in types; one that a type does not have is refused. */
const TAKEN: Readonly<Record<string, readonly string[]>> = {
  standard: ['stopwords', 'max_token_length'],
  stop: ['stopwords'],
  english: ['stopwords'],
}

function analyzerOptions(name: string, type: string, options: Options): AnalyzerOptions {
  refuseOthers(name, options, ['type', ...(TAKEN[type] ?? [])])
  return { stopWords: stopWords(options), maxTokenLength: maxTokenLength(options) }
}

function refuseOthers(name: string, options: Options, taken: readonly string[]): void {
  for (const option of options.keys()) {
    const base = option.replace(/\.\d+$/, '')
    if (!taken.includes(base)) throw illegalArgument(`unknown setting [${option}] of [${name}]`)
  }
}

function maxTokenLength(options: Options): number {
  const given = options.get('max_token_length')
  if (given === undefined) return DEFAULT_MAX_TOKEN_LENGTH
  if (!/^-?\d+$/.test(given)) {
    throw illegalArgument(`Failed to parse value [${given}] for setting [max_token_length]`, {
      causedBy: new ElasticError('number_format_exception', `For input string: "${given}"`),
    })
  }
  if (Number(given) < 1) throw illegalArgument('maxTokenLength must be greater than zero')
  return Math.min(Number(given), 1024 * 1024)
}

const hasList = (options: Options, name: string): boolean => options.has(name) || options.has(`${name}.0`)

/** A list among flat settings: a JSON array, numbered members, or values with commas between. */
function readList(options: Options, name: string): string[] | undefined {
  const whole = options.get(name)
  if (whole?.startsWith('[')) {
    const list = parseJsonText(whole)
    return Array.isArray(list) ? list.map(String) : []
  }
  if (whole !== undefined) return whole === '' ? [] : whole.split(',').map((item) => item.trim())
  if (!options.has(`${name}.0`)) return undefined
  const list: string[] = []
  for (let at = 0; options.has(`${name}.${at}`); at++) list.push(options.get(`${name}.${at}`)!)
  return list
}

function stopWords(options: Options): ReadonlySet<string> | undefined {
  const list = readList(options, 'stopwords')
  if (!list) return undefined
  const named = list.length === 1 ? list[0]! : ''
  if (named === '_none_') return new Set()
  if (named === '_english_') return ENGLISH_STOP_WORDS
  if (/^_[a-z]+_$/.test(named)) throw illegalArgument(`failed to find stopwords [${named}]`)
  return new Set(list)
}

function makeFilter(name: string, options: Options): TokenFilter {
  const type = options.get('type')
  if (type === 'stop') {
    refuseOthers(name, options, ['type', 'stopwords'])
    return stopFilter(stopWords(options) ?? ENGLISH_STOP_WORDS)
  }
  const plain = type === undefined ? undefined : BUILT_IN_FILTERS.get(type)
  if (!plain)
    throw illegalArgument(
      type === undefined ? `token filter [${name}] must specify a type` : `Unknown filter type [${type}] for [${name}]`,
    )
  refuseOthers(name, options, ['type'])
  return plain
}

function makeTokenizer(name: string, options: Options): Tokenizer {
  const type = options.get('type')
  const make = type === undefined ? undefined : TOKENIZER_TYPES.get(type)
  if (!make)
    throw illegalArgument(
      type === undefined ? `tokenizer [${name}] must specify a type` : `Unknown tokenizer type [${type}] for [${name}]`,
    )
  refuseOthers(name, options, type === 'standard' || type === 'whitespace' ? ['type', 'max_token_length'] : ['type'])
  return make(maxTokenLength(options))
}

const BUILT_IN_FILTERS: ReadonlyMap<string, TokenFilter> = new Map([
  ['lowercase', lowercaseFilter],
  ['stop', stopFilter(ENGLISH_STOP_WORDS)],
  ['porter_stem', porterStemFilter],
])

const TOKENIZER_TYPES: ReadonlyMap<string, (maxTokenLength: number) => Tokenizer> = new Map([
  ['standard', standardTokenizer],
  ['letter', letterTokenizer],
  ['whitespace', whitespaceTokenizer],
  ['keyword', () => keywordTokenizer],
])

function customAnalyzer(name: string, options: Options, parts: Parts): Analyzer {
  refuseOthers(name, options, ['type', 'tokenizer', 'filter', 'char_filter', 'position_increment_gap'])
  const wanted = options.get('tokenizer')
  if (wanted === undefined) throw illegalArgument(`Custom Analyzer [${name}] must be configured with a tokenizer`)
  const tokenizer = parts.tokenizers.get(wanted) ?? TOKENIZER_TYPES.get(wanted)?.(DEFAULT_MAX_TOKEN_LENGTH)
  if (!tokenizer) throw notFound(name, 'tokenizer', wanted)
  const [charFilter] = readList(options, 'char_filter') ?? []
  if (charFilter !== undefined) throw notFound(name, 'char_filter', charFilter)
  const filters = (readList(options, 'filter') ?? []).map((filter) => {
    const found = parts.filters.get(filter) ?? BUILT_IN_FILTERS.get(filter)
    if (!found) throw notFound(name, 'filter', filter)
    return found
  })
  const gap = options.get('position_increment_gap')
  return new ChainAnalyzer(name, tokenizer, filters, gap === undefined ? undefined : parseGap(name, gap))
}

const notFound = (name: string, kind: string, wanted: string): ElasticError =>
  illegalArgument(`Custom Analyzer [${name}] failed to find ${kind} under name [${wanted}]`)

function parseGap(name: string, gap: string): number {
  if (/^\d{1,9}$/.test(gap)) return Number(gap)
  throw illegalArgument(`Custom Analyzer [${name}] cannot have a position_increment_gap of [${gap}]`)
}
