/** The analyzer of a query: the one it names, else the field's own. */
import type { Analyzer } from '../../analysis/analyzer.ts'
import type { MappedField } from '../../mapping/field.ts'
import { searchAnalyzerOf } from './analysed-terms.ts'
import type { CompileContext } from './compile-context.ts'
import { queryShardFailure } from './shard-errors.ts'

export function chosenAnalyzer(kind: string, name: string | undefined, field: MappedField, context: CompileContext): Analyzer {
  if (name === undefined) return searchAnalyzerOf(field)
  throw queryShardFailure(context.reader, `[${kind}] analyzer [${name}] not found`)
}
