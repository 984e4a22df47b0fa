/** Queries over own records: the checked tree of the query language becomes a predicate, within the kinds that Elasticsearch takes here. */
import { BUILT_IN_ANALYZERS } from '../../../analysis/built-in-analyzers.ts'
import { parseDateFormat } from '../../../core/date-format.ts'
import { parseDateMath } from '../../../core/date-math.ts'
import { ElasticError, illegalArgument } from '../../../core/errors.ts'
import { parseTimeZone } from '../../../core/time-zone.ts'
import { parseBoolean } from '../../../core/units.ts'
import { compileWildcard } from '../../../core/wildcard.ts'
import { requiredClauses } from '../../../query/minimum-should-match.ts'
import type { BoolNode, MatchNode, MatchPhraseNode, QueryNode, RangeNode, Scalar } from '../../../query/node.ts'
import { scalarText } from '../../../query/options.ts'
import { compareValues, getField, type RecordField, type RecordSchema } from './record-schema.ts'

export type RecordPredicate<Item> = (item: Item) => boolean

/** Throws 400 for kinds of queries and fields that are not taken. */
export function compileRecordQuery<Item>(node: QueryNode, schema: RecordSchema<Item>): RecordPredicate<Item> {
  switch (node.kind) {
    case 'match_all':
      return () => true
    case 'match_none':
      return () => false
    case 'bool':
      return compileBool(node, schema)
    case 'ids': {
      const ids = new Set(node.values)
      return (item) => ids.has(schema.idOf(item))
    }
    case 'exists': {
      const field = getField(schema, node.field)
      return (item) => field.values(item).length > 0
    }
    case 'term':
      return someTerm(getField(schema, node.field), equalTo(schema, node.field, node.value, node.caseInsensitive))
    case 'terms': {
      if (node.lookup) throw illegalArgument('terms query with terms lookup is not currently supported in this context')
      const tests = node.values.map((value) => equalTo(schema, node.field, value, false))
      return someTerm(getField(schema, node.field), (term) => tests.some((test) => test(term)))
    }
    case 'match':
      return compileMatch(node, schema)
    case 'match_phrase':
      return compilePhrase(node, schema)
    case 'range':
      return compileRange(node, schema)
    case 'prefix': {
      const prefix = folded(node.value, node.caseInsensitive)
      return someTerm(textual(schema, node.field, 'prefix'), (term) => folded(term, node.caseInsensitive).startsWith(prefix))
    }
    case 'wildcard': {
      const pattern = compileWildcard(folded(node.pattern, node.caseInsensitive), { single: true })
      return someTerm(textual(schema, node.field, 'wildcard'), (term) => pattern.matches(folded(term, node.caseInsensitive)))
    }
    default:
      throw illegalArgument(`Query type [${node.kind}] is not currently supported in this context`)
  }
}

function compileBool<Item>(node: BoolNode, schema: RecordSchema<Item>): RecordPredicate<Item> {
  const compileAll = (nodes: readonly QueryNode[]) => nodes.map((inner) => compileRecordQuery(inner, schema))
  const required = compileAll([...node.must, ...node.filter])
  const excluded = compileAll(node.mustNot)
  const optional = compileAll(node.should)
  const needed = node.minimumShouldMatch
    ? requiredClauses(optional.length, node.minimumShouldMatch)
    : Math.min(optional.length, required.length > 0 ? 0 : 1)
  return (item) =>
    required.every((matches) => matches(item)) &&
    !excluded.some((matches) => matches(item)) &&
    optional.filter((matches) => matches(item)).length >= needed
}

function compileMatch<Item>(node: MatchNode, schema: RecordSchema<Item>): RecordPredicate<Item> {
  const field = getField(schema, node.field)
  if (field.type !== 'text') return compileEqual(node, schema, field)
  const wanted = tokensOf(scalarText(node.text))
  if (wanted.length === 0) return () => node.zeroTerms === 'all'
  const needed = neededTokens(node, wanted.length)
  return (item) => {
    const terms = new Set(termsOf(field, item))
    return wanted.filter((token) => terms.has(token)).length >= needed
  }
}

/** Only made of `simple_query_string` here: what the field cannot read matches nothing. */
function compilePhrase<Item>({ field: name, text }: MatchPhraseNode, schema: RecordSchema<Item>): RecordPredicate<Item> {
  const field = getField(schema, name)
  if (field.type !== 'text') return compileEqual({ field: name, text, lenient: true }, schema, field)
  const wanted = ` ${tokensOf(scalarText(text)).join(' ')} `
  return (item) => ` ${termsOf(field, item).join(' ')} `.includes(wanted)
}

/** A lenient one matches nothing with what its field cannot read. */
function compileEqual<Item>(
  { field: name, text, lenient }: Pick<MatchNode, 'field' | 'text' | 'lenient'>,
  schema: RecordSchema<Item>,
  field: RecordField<Item>,
): RecordPredicate<Item> {
  try {
    return someTerm(field, equalTo(schema, name, text, false))
  } catch (error) {
    if (lenient && error instanceof ElasticError) return () => false
    throw error
  }
}

const neededTokens = ({ operator, minimumShouldMatch }: MatchNode, tokens: number): number => {
  if (operator === 'and') return tokens
  return minimumShouldMatch ? Math.max(1, requiredClauses(tokens, minimumShouldMatch)) : 1
}

function compileRange<Item>(node: RangeNode, schema: RecordSchema<Item>): RecordPredicate<Item> {
  const { field: name, lower, upper } = node
  const field = getField(schema, name)
  if (field.type === 'date' || field.type === 'number') return compileNumbers(node, field)
  const isWithin = (term: string): boolean => {
    const aboveLower = lower ? compareValues(term, scalarText(lower.value)) : 1
    const belowUpper = upper ? compareValues(scalarText(upper.value), term) : 1
    return (
      (aboveLower > 0 || (aboveLower === 0 && lower?.inclusive === true)) &&
      (belowUpper > 0 || (belowUpper === 0 && upper?.inclusive === true))
    )
  }
  return someTerm(field, isWithin)
}

/** Bounds of dates may be date math; one that rounds takes in what it rounds away where it is inclusive. */
function compileNumbers<Item>({ lower, upper, format, timeZone }: RangeNode, field: RecordField<Item>): RecordPredicate<Item> {
  const read = (value: Scalar, round: 'up' | 'down'): number => numberOf(field, value, { round, format, timeZone })
  const from = lower ? read(lower.value, lower.inclusive ? 'down' : 'up') : Number.NEGATIVE_INFINITY
  const to = upper ? read(upper.value, upper.inclusive ? 'up' : 'down') : Number.POSITIVE_INFINITY
  const isWithin = (value: number): boolean =>
    (value > from || (value === from && lower?.inclusive !== false)) &&
    (value < to || (value === to && upper?.inclusive !== false))
  return (item) => field.values(item).some((value) => isWithin(Number(value)))
}

interface NumberReading {
  readonly round: 'up' | 'down'
  readonly format?: string | undefined
  readonly timeZone?: string | undefined
}

/** A number, or the instant that a date says. */
export function numberOf<Item>({ type }: RecordField<Item>, value: Scalar, { round, format, timeZone }: NumberReading): number {
  const text = scalarText(value)
  if (type === 'date') {
    const zone = timeZone === undefined ? undefined : parseTimeZone(timeZone)
    return parseDateMath(text, parseDateFormat(format ?? DATES), { now: Date.now(), round, zone })
  }
  const number = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isFinite(number)) return number
  throw new ElasticError('number_format_exception', `For input string: "${text}"`)
}

const DATES = 'strict_date_optional_time||epoch_millis'

const someTerm =
  <Item>(field: RecordField<Item>, test: (term: string) => boolean): RecordPredicate<Item> =>
  (item) =>
    termsOf(field, item).some(test)

const termsOf = <Item>(field: RecordField<Item>, item: Item): readonly string[] =>
  field.values(item).flatMap((value) => (field.type === 'text' ? tokensOf(String(value)) : [String(value)]))

function equalTo<Item>(schema: RecordSchema<Item>, name: string, value: Scalar, ignoreCase: boolean): (term: string) => boolean {
  const text = scalarText(value)
  const field = getField(schema, name)
  if (field.type === 'date' || field.type === 'number') {
    const wanted = String(numberOf(field, value, { round: 'down' }))
    return (term) => term === wanted
  }
  if (field.type === 'boolean') {
    const wanted = String(parseBoolean(text))
    return (term) => term === wanted
  }
  const wanted = folded(text, ignoreCase)
  return (term) => folded(term, ignoreCase) === wanted
}

const folded = (text: string, ignoreCase: boolean): string => (ignoreCase ? text.toLowerCase() : text)

/** A field whose terms are texts. */
function textual<Item>(schema: RecordSchema<Item>, name: string, query: string): RecordField<Item> {
  const field = getField(schema, name)
  if (field.type === 'keyword' || field.type === 'text') return field
  throw new ElasticError(
    'query_shard_exception',
    `Can only use ${query} queries on keyword, text and wildcard fields - not on [${name}] which is of type [${field.type}]`,
  )
}

function tokensOf(text: string): readonly string[] {
  const tokens: string[] = []
  BUILT_IN_ANALYZERS.get('standard')?.analyze(text, 0, (term) => tokens.push(term))
  return tokens
}
