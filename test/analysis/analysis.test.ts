/** The analyzers, against what a real Elasticsearch answers and against attacks on their running time. */
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createAnalysis } from '../../src/analysis/analysis.ts'
import type { Analyzer } from '../../src/analysis/analyzer.ts'

const recordings = new URL('../../../shared/reference/recordings/analyze.ndjson', import.meta.url)

interface Token {
  readonly token: string
  readonly start_offset: number
  readonly end_offset: number
  readonly position: number
}

function tokens(analyzer: Analyzer, texts: readonly string[]): Token[] {
  const found: Token[] = []
  let position = 0
  let offset = 0
  texts.forEach((text, at) => {
    if (at > 0) position += analyzer.positionIncrementGap
    position = analyzer.analyze(text, position, (token, place, start, end) =>
      found.push({ token, start_offset: start + offset, end_offset: end + offset, position: place }),
    )
    offset += text.length + 1
  })
  return found
}

const terms = (analyzer: Analyzer | undefined, text: string): string[] => tokens(analyzer!, [text]).map(({ token }) => token)
const built = createAnalysis(new Map())

describe('built-in analyzers', () => {
  it.skipIf(!existsSync(recordings))('answer as recorded', () => {
    let compared = 0
    for (const line of readFileSync(recordings, 'utf8').split('\n').filter(Boolean)) {
      const { request, response } = JSON.parse(line)
      const body = request.path === '/_analyze' ? JSON.parse(request.body) : undefined
      const analyzer =
        body && Object.keys(body).every((key) => key === 'analyzer' || key === 'text') && built.find(body.analyzer ?? 'standard')
      if (!analyzer || body.text === undefined || response.status !== 200) continue
      const wanted = response.body.tokens.map(({ type: _, ...token }: Token & { type: string }) => token)
      expect(tokens(analyzer, [body.text].flat()), request.body).toEqual(wanted)
      compared++
    }
    expect(compared).toBeGreaterThan(8)
  })

  it('stem English as Lucene does, and leave short words alone', () => {
    const english = built.find('english')
    expect(terms(english, "The runner's O’Neil's flying skies generously organizations")).toEqual([
      'runner',
      'o’neil',
      'fly',
      'ski',
      'gener',
      'organ',
    ])
    expect(terms(english, "a's s's 's")).toEqual(['s', 's'])
  })

  it('lower a dotted capital I and a final sigma character by character', () => {
    expect(terms(built.default, 'İstanbul ΟΔΟΣ')).toEqual(['istanbul', 'οδοσ'])
  })

  it('cut tokens at the limit and keep characters whole', () => {
    expect(terms(built.default, 'x'.repeat(600)).map((term) => term.length)).toEqual([255, 255, 90])
    expect(terms(built.default, `${'x'.repeat(254)}𝒳y`)[0]).toHaveLength(254)
    expect(terms(built.find('whitespace'), 'y'.repeat(256)).map((term) => term.length)).toEqual([255, 1])
  })

  it('keep holes where stop words stood', () => {
    const end = built.find('stop')!.analyze('quick and the', 7, () => {})
    expect(end).toBe(10)
  })

  it('take linear time for hostile texts', () => {
    for (const piece of ['a', '_', '_\u0301', '1.', "א'", '👍\u200d', 'ก', '\u0301', '"', '_🏽']) {
      const began = performance.now()
      built.default.analyze(piece.repeat(20_000), 0, () => {})
      expect(performance.now() - began, piece).toBeLessThan(1000)
    }
  })
})

describe('configured analyzers', () => {
  const configured = (settings: Record<string, string>) => createAnalysis(new Map(Object.entries(settings)))

  it('are built-in types with options', () => {
    const analysis = configured({
      'index.analysis.analyzer.std5.type': 'standard',
      'index.analysis.analyzer.std5.max_token_length': '5',
      'index.analysis.analyzer.std5.stopwords': '_english_',
    })
    expect(tokens(analysis.find('std5')!, ['the abcdefghijkl'])).toEqual([
      { token: 'abcde', start_offset: 4, end_offset: 9, position: 1 },
      { token: 'fghij', start_offset: 9, end_offset: 14, position: 2 },
      { token: 'kl', start_offset: 14, end_offset: 16, position: 3 },
    ])
  })

  it('are chains of tokenizers and filters, and may be the default', () => {
    const analysis = configured({
      'index.analysis.filter.my_stop.type': 'stop',
      'index.analysis.filter.my_stop.stopwords': '["foo"]',
      'index.analysis.analyzer.default.tokenizer': 'standard',
      'index.analysis.analyzer.default.filter.0': 'lowercase',
      'index.analysis.analyzer.default.filter.1': 'my_stop',
    })
    expect(terms(analysis.default, 'Foo Bar')).toEqual(['bar'])
    expect(analysis.find('default')).toBe(analysis.default)
  })

  it.each([
    [{ 'index.analysis.analyzer.x.type': 'nope' }, 'Unknown analyzer type [nope] for [x]'],
    [
      { 'index.analysis.analyzer.x.type': 'custom', 'index.analysis.analyzer.x.filter': '["lowercase"]' },
      'Custom Analyzer [x] must be configured with a tokenizer',
    ],
    [
      { 'index.analysis.analyzer.x.tokenizer': 'standard', 'index.analysis.analyzer.x.filter': '["nope"]' },
      'Custom Analyzer [x] failed to find filter under name [nope]',
    ],
    [
      { 'index.analysis.analyzer.x.type': 'simple', 'index.analysis.analyzer.x.stopwords': '_english_' },
      'unknown setting [stopwords] of [x]',
    ],
    [{ 'index.analysis.normalizer.x.type': 'custom' }, 'Unknown normalizer type [custom] for [x]'],
    [{ 'index.analysis.analyzer.constructor.type': 'nope' }, 'Unknown analyzer type [nope] for [constructor]'],
  ] as [Record<string, string>, string][])('refuse what there is not: %j', (settings, reason) => {
    expect(() => createAnalysis(new Map(Object.entries(settings)))).toThrow(reason)
  })

  it('names of objects are names like any other', () => {
    expect(built.find('constructor')).toBeUndefined()
    expect(built.find('__proto__')).toBeUndefined()
  })
})
