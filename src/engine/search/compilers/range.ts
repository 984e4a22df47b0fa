/** `range`: numbers and dates by their sorted points, strings and addresses by their dictionary. */
import { ElasticError } from '../../../core/errors.ts'
import type { FieldValue, MappedField } from '../../../mapping/field.ts'
import type { RangeBound, RangeNode } from '../../../query/node.ts'
import { scalarText } from '../../../query/options.ts'
import type { CompileContext, Compiler } from '../compile-context.ts'
import { nextDown, nextUp } from '../next-double.ts'
import { RewriteFailure } from '../shard-errors.ts'
import { type TermBound, termsBetween } from '../terms/ordinals.ts'
import { MATCH_NONE, type Weight } from '../weight.ts'
import { sortedDocsWeight, termSetWeight } from '../weights/doc-set.ts'
import { seqNoRange } from './seq-no-range.ts'
import { requireSearchable, unmapped } from './term.ts'

export const compileRange: Compiler<RangeNode> = (node, { boost }, context) => {
  if (node.field === '_seq_no') return seqNoRange(node, boost)
  const field = context.field(node.field)
  if (!field) return unmapped('range', node.field)
  requireSearchable(field)
  const parse = (bound: RangeBound, round: 'down' | 'up') => parseBound(field, node, bound, round, context)
  // `gt` and `lte` of a date that leaves parts out mean its end, `gte` and `lt` its beginning.
  const lower = node.lower && { value: parse(node.lower, node.lower.inclusive ? 'down' : 'up'), inclusive: node.lower.inclusive }
  const upper = node.upper && { value: parse(node.upper, node.upper.inclusive ? 'up' : 'down'), inclusive: node.upper.inclusive }
  return field.family === 'number' ? numberRange(field, lower, upper, boost) : termRange(field, lower, upper, boost)
}

interface ParsedBound {
  readonly value: FieldValue
  readonly inclusive: boolean
}

function parseBound(
  field: MappedField,
  { format, timeZone }: RangeNode,
  { value }: RangeBound,
  round: 'down' | 'up',
  { now }: CompileContext,
): FieldValue {
  if (field.family === 'text') return scalarText(value)
  try {
    const options = { round, now, ...(format === undefined ? {} : { format }), ...(timeZone === undefined ? {} : { timeZone }) }
    return field.parseQueryValue(value, options)
  } catch (error) {
    if (field.type === 'date' && error instanceof ElasticError) throw new RewriteFailure(error)
    throw error
  }
}

const termBound = (bound: ParsedBound | undefined): TermBound | undefined =>
  bound && { term: String(bound.value), inclusive: bound.inclusive }

const termRange = (field: MappedField, lower: ParsedBound | undefined, upper: ParsedBound | undefined, score: number): Weight =>
  termSetWeight(score, field.path, (terms) => termsBetween(terms, termBound(lower), termBound(upper)))

function numberRange(field: MappedField, lower: ParsedBound | undefined, upper: ParsedBound | undefined, score: number): Weight {
  const isWhole = !['double', 'float', 'half_float'].includes(field.type)
  const min = lower ? lowest(lower, isWhole) : Number.NEGATIVE_INFINITY
  const max = upper ? highest(upper, isWhole) : Number.POSITIVE_INFINITY
  if (min > max) return MATCH_NONE
  return sortedDocsWeight(score, ({ segment }) => {
    const column = segment.field(field.path)?.column
    return column?.kind === 'numbers' ? column.range(min, max) : undefined
  })
}

/** The least value within a lower bound. */
function lowest({ value, inclusive }: ParsedBound, isWhole: boolean): number | bigint {
  if (typeof value === 'bigint') return inclusive ? value : value + 1n
  const number = Number(value)
  if (inclusive) return number
  return isWhole && Number.isInteger(number) ? number + 1 : nextUp(number)
}

/** The greatest value within an upper bound. */
function highest({ value, inclusive }: ParsedBound, isWhole: boolean): number | bigint {
  if (typeof value === 'bigint') return inclusive ? value : value - 1n
  const number = Number(value)
  if (inclusive) return number
  return isWhole && Number.isInteger(number) ? number - 1 : nextDown(number)
}
