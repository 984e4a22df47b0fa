/** `term`. */
import { illegalArgument } from '../../../core/errors.ts'
import type { FieldValue, MappedField } from '../../../mapping/field.ts'
import type { Scalar, TermNode } from '../../../query/node.ts'
import { scalarText } from '../../../query/options.ts'
import type { CompileContext, Compiler, Scoring } from '../compile-context.ts'
import { addressBlock } from '../ip-block.ts'
import { KEPT_TERMS, refuseMetadata } from '../metadata-fields.ts'
import { foldCase } from '../terms/fold-case.ts'
import { matchingTerms, termsBetween } from '../terms/ordinals.ts'
import { everything, MATCH_NONE, type Weight } from '../weight.ts'
import { sortedDocsWeight, termSetWeight } from '../weights/doc-set.ts'
import { idsWeight } from '../weights/ids.ts'
import { constantTermWeight, termWeight } from '../weights/term.ts'

export const compileTerm: Compiler<TermNode> = (node, scoring, context) => {
  const own = metadataTerms(node.field, [node.value], scoring, context)
  if (own) return own
  const field = context.field(node.field)
  if (!field) return unmapped('term', node.field)
  if (node.caseInsensitive) return caseInsensitiveTerm(field, node.value, scoring)
  return exactValue(field, node.value, scoring, context)
}

/** One value of a field, in the way of its family. Text is taken as a whole term. */
export function exactValue(field: MappedField, value: Scalar, scoring: Scoring, context: CompileContext): Weight {
  requireSearchable(field)
  if (field.family === 'text') return termWeight(context, field.path, scalarText(value), scoring)
  if (field.type === 'ip') return addresses(field, scalarText(value), scoring.boost)
  const wanted = field.parseQueryValue(value, { now: context.now })
  if (field.type === 'date') return numberBetween(field.path, wanted, endOfDate(field, value, context), scoring.boost)
  if (field.family === 'number') return numberBetween(field.path, wanted, wanted, scoring.boost)
  if (!field.indexed) return constantTermWeight(field.path, String(wanted), scoring.boost)
  return termWeight(context, field.path, String(wanted), scoring)
}

/** A field that is neither indexed nor has a column cannot be asked. */
export function requireSearchable(field: MappedField): void {
  if (field.indexed || (field.docValues && field.family !== 'text')) return
  throw illegalArgument(
    `Cannot search on field [${field.path}] since it is not indexed${field.family === 'text' ? '.' : ' nor has doc values.'}`,
  )
}

/** A date that leaves parts out stands for all of its day, month or year. */
export const endOfDate = (field: MappedField, value: Scalar, { now }: CompileContext): FieldValue =>
  field.parseQueryValue(value, { now, round: 'up' })

const numberBetween = (path: string, lower: FieldValue, upper: FieldValue, score: number): Weight =>
  sortedDocsWeight(score, ({ segment }) => {
    const column = segment.field(path)?.column
    if (column?.kind !== 'numbers' || typeof lower === 'string' || typeof upper === 'string') return undefined
    return column.range(lower, upper)
  })

/** A field that the index does not map matches nothing. */
export function unmapped(kind: string, path: string): Weight {
  refuseMetadata(kind, path)
  return MATCH_NONE
}

/** An address, or a block of them (`10.0.0.0/8`). */
function addresses(field: MappedField, text: string, score: number): Weight {
  const [lower, upper] = addressBlock(field, text)
  return termSetWeight(score, field.path, (terms) =>
    termsBetween(terms, { term: lower, inclusive: true }, { term: upper, inclusive: true }),
  )
}

function caseInsensitiveTerm(field: MappedField, value: Scalar, scoring: Scoring): Weight {
  requireSearchable(field)
  if (field.family === 'number' || field.type === 'boolean' || field.type === 'ip') {
    throw illegalArgument(
      `[${field.path}] field which is of type [${field.type}], does not support case insensitive term queries`,
    )
  }
  const wanted = foldCase(field.family === 'text' ? scalarText(value) : String(field.parseQueryValue(value)))
  return termSetWeight(scoring.boost, field.path, (terms) => matchingTerms(terms, '', (term) => foldCase(term) === wanted))
}

/** Terms of `_id` and `_index`, which are not fields of the mapping. */
export function metadataTerms(
  field: string,
  values: readonly Scalar[],
  scoring: Scoring,
  { reader }: CompileContext,
): Weight | undefined {
  const texts = values.map(scalarText)
  if (field === '_id') return idsWeight(texts, scoring.boost)
  if (field === '_index') return texts.includes(reader.index.name) ? everything(scoring.boost) : MATCH_NONE
  if (KEPT_TERMS.has(field)) {
    return termSetWeight(scoring.boost, field, function* (terms) {
      for (const text of texts) yield terms.find(text)
    })
  }
  return undefined
}
