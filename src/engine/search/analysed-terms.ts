/** A query's text through an analyzer: its terms with their positions. */
import type { Analyzer } from '../../analysis/analyzer.ts'
import type { MappedField } from '../../mapping/field.ts'

export interface AnalysedTerm {
  readonly term: string
  readonly position: number
}

export function analyseText(analyzer: Analyzer, text: string): readonly AnalysedTerm[] {
  const terms: AnalysedTerm[] = []
  analyzer.analyze(text, 0, (term, position) => terms.push({ term, position }))
  return terms
}

/** What a text field's queries are analysed by. */
export function searchAnalyzerOf(field: MappedField): Analyzer {
  const analyzer = field.searchAnalyzer ?? field.analyzer
  if (!analyzer) throw new Error(`text field [${field.path}] has no analyzer`)
  return analyzer
}
