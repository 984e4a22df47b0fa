/** `terms`: a set of documents, all with one score, however many terms they have. */
import { illegalArgument } from '../../../core/errors.ts'
import type { FieldValue, MappedField } from '../../../mapping/field.ts'
import type { Scalar, TermsNode } from '../../../query/node.ts'
import { scalarText } from '../../../query/options.ts'
import { createBits, setBit } from '../../segment/bits.ts'
import type { CompileContext, Compiler } from '../compile-context.ts'
import { addressBlock } from '../ip-block.ts'
import { termsBetween } from '../terms/ordinals.ts'
import { MATCH_NONE, type Weight } from '../weight.ts'
import { bitsWeight, termSetWeight } from '../weights/doc-set.ts'
import { endOfDate, metadataTerms, requireSearchable, unmapped } from './term.ts'

const DEFAULT_MAX_TERMS = 65_536
const VALUES_A_LOOK = 64

export const compileTerms: Compiler<TermsNode> = (node, scoring, context) => {
  if (node.lookup) throw new Error('a lookup that was not made cannot be searched')
  refuseTooMany(node.values.length, context)
  const own = metadataTerms(node.field, node.values, scoring, context)
  if (own) return own
  const field = context.field(node.field)
  if (!field) return unmapped('terms', node.field)
  if (node.values.length === 0) return MATCH_NONE
  requireSearchable(field)
  if (field.type === 'date') return anyNumber(field.path, dateSpans(field, node.values, context), scoring.boost)
  if (field.family === 'number') return anyNumber(field.path, points(distinct(field, node.values, context)), scoring.boost)
  if (field.type === 'ip') return anyAddress(field, node.values, scoring.boost)
  const wanted = distinct(field, node.values, context)
  return termSetWeight(scoring.boost, field.path, function* (terms) {
    for (const value of wanted) yield terms.find(String(value))
  })
}

function refuseTooMany(count: number, { reader }: CompileContext): void {
  const limit = Number(reader.setting('index.max_terms_count') ?? DEFAULT_MAX_TERMS)
  if (count <= limit) return
  throw illegalArgument(
    `The number of terms [${count}] used in the Terms Query request has exceeded the allowed maximum of [${limit}]. ` +
      'This maximum can be set by changing the [index.max_terms_count] index level setting.',
  )
}

function distinct(field: MappedField, values: readonly Scalar[], context: CompileContext): ReadonlySet<FieldValue> {
  const parse = (value: Scalar): FieldValue =>
    field.family === 'text' ? scalarText(value) : field.parseQueryValue(value, { now: context.now })
  return new Set(values.map(parse))
}

type Span = readonly [FieldValue, FieldValue]

const points = (values: ReadonlySet<FieldValue>): readonly Span[] => [...values].map((value) => [value, value])

const dateSpans = (field: MappedField, values: readonly Scalar[], context: CompileContext): readonly Span[] =>
  values.map((value) => [field.parseQueryValue(value, { now: context.now }), endOfDate(field, value, context)])

const anyNumber = (path: string, wanted: readonly Span[], score: number): Weight =>
  bitsWeight(score, async ({ segment }, work) => {
    const column = segment.field(path)?.column
    if (column?.kind !== 'numbers') return undefined
    const bits = createBits(segment.docCount)
    let looked = 0
    for (const [lower, upper] of wanted) {
      const isNumber = typeof lower !== 'string' && typeof upper !== 'string'
      if (isNumber) for (const doc of column.range(lower, upper)) setBit(bits, doc)
      if (++looked % VALUES_A_LOOK === 0 && work.isDue) await work.pause()
    }
    return bits
  })

function anyAddress(field: MappedField, values: readonly Scalar[], score: number): Weight {
  const blocks = values.map((value) => addressBlock(field, scalarText(value)))
  return termSetWeight(score, field.path, function* (terms) {
    for (const [lower, upper] of blocks) {
      yield* termsBetween(terms, { term: lower, inclusive: true }, { term: upper, inclusive: true })
    }
  })
}
