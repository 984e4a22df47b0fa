/** The analyzer of a query: the one it names, else the field's own. */
import type { Analyzer } from '../../analysis/analyzer.ts'
import { BUILT_IN_ANALYZERS } from '../../analysis/built-in-analyzers.ts'
import type { MappedField } from '../../mapping/field.ts'
import { searchAnalyzerOf } from './analysed-terms.ts'
import type { CompileContext } from './compile-context.ts'
import { queryShardFailure } from './shard-errors.ts'

export function chosenAnalyzer(kind: string, name: string | undefined, field: MappedField, { reader }: CompileContext): Analyzer {
  if (name === undefined) return searchAnalyzerOf(field)
  // An analyzer that the index defines can be named in its mappings; a reader does not know it by name.
  const isRedefined = reader.setting(`index.analysis.analyzer.${name}.type`) !== undefined
  const analyzer = isRedefined ? undefined : BUILT_IN_ANALYZERS.get(name)
  if (analyzer) return analyzer
  throw queryShardFailure(reader, `[${kind}] analyzer [${name}] not found`)
}
