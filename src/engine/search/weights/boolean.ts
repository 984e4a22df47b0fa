/** Clauses joined: what must match, what filters, what should, what must not. Chooses the scorer that a segment needs. */
import type { SegmentReader } from '../../reader.ts'
import { type Scorer, verified } from '../scorer.ts'
import { AllDocsScorer } from '../scorers/all-docs.ts'
import { ConjunctionScorer } from '../scorers/conjunction.ts'
import { ConstantScorer } from '../scorers/constant.ts'
import { DisjunctionScorer } from '../scorers/disjunction.ts'
import { ExclusionScorer } from '../scorers/exclusion.ts'
import { OptionalScorer } from '../scorers/optional.ts'
import { MATCH_NONE, type Weight } from '../weight.ts'
import type { Work } from '../work.ts'

export interface BooleanClauses {
  readonly must: readonly Weight[]
  readonly filter: readonly Weight[]
  readonly should: readonly Weight[]
  readonly mustNot: readonly Weight[]
  /** How many of `should` must match. */
  readonly required: number
}

export function booleanWeight(given: BooleanClauses): Weight {
  const clauses = flattened(given)
  const { must, filter, should, mustNot, required } = clauses
  if (required > should.length) return MATCH_NONE
  const isBare = filter.length === 0 && mustNot.length === 0
  const [only] = isBare && must.length + should.length === 1 ? [...must, ...should] : []
  if (only && required === should.length) return only
  return {
    constantScore: constantScoreOf(clauses),
    count: () => undefined,
    scorer: (reader, work) => booleanScorer(clauses, reader, work),
    ...(isBare && must.length === 0 && required === 1 ? { disjuncts: should } : {}),
  }
}

/** Disjunctions inside a disjunction become one, as Lucene has it. */
function flattened(clauses: BooleanClauses): BooleanClauses {
  if (clauses.required > 1) return clauses
  return { ...clauses, should: clauses.should.flatMap((weight) => weight.disjuncts ?? [weight]) }
}

function constantScoreOf({ must, should }: BooleanClauses): number | undefined {
  if (should.length > 0) return undefined
  const scores = must.map((weight) => weight.constantScore)
  return scores.includes(undefined) ? undefined : Math.fround(scores.reduce<number>((sum, score) => sum + score!, 0))
}

async function booleanScorer(clauses: BooleanClauses, reader: SegmentReader, work: Work): Promise<Scorer | undefined> {
  const must = await scorersOf(clauses.must, reader, work)
  const filter = await scorersOf(clauses.filter, reader, work)
  const isMissing = must.length < clauses.must.length || filter.length < clauses.filter.length
  if (isMissing) return undefined
  const should = (await scorersOf(clauses.should, reader, work)).map(verified)
  if (should.length < clauses.required) return undefined
  const matching = join(must, filter, should, clauses.required, reader)
  const mustNot = (await scorersOf(clauses.mustNot, reader, work)).map(verified)
  if (mustNot.length === 0) return matching
  return new ExclusionScorer(matching, mustNot.length === 1 ? mustNot[0]! : new DisjunctionScorer(mustNot))
}

function join(must: Scorer[], filter: Scorer[], should: Scorer[], required: number, reader: SegmentReader): Scorer {
  const optional = anyOf(should, required)
  if (required > 0) return allOf([...must, optional!], filter)
  const isRequiredEmpty = must.length === 0 && filter.length === 0
  const base = isRequiredEmpty ? new AllDocsScorer(reader.segment.docCount, 0) : allOf(must, filter)
  return optional ? new OptionalScorer(base, optional) : base
}

function anyOf(should: Scorer[], required: number): Scorer | undefined {
  if (should.length <= 1) return should[0]
  return required === should.length ? new ConjunctionScorer(should, should) : new DisjunctionScorer(should, required)
}

function allOf(scoring: readonly Scorer[], filter: readonly Scorer[]): Scorer {
  if (scoring.length === 1 && filter.length === 0) return scoring[0]!
  if (scoring.length === 0 && filter.length === 1) return new ConstantScorer(filter[0]!, 0)
  return new ConjunctionScorer([...scoring, ...filter], scoring)
}

async function scorersOf(weights: readonly Weight[], reader: SegmentReader, work: Work): Promise<Scorer[]> {
  const scorers: Scorer[] = []
  for (const weight of weights) {
    const scorer = await weight.scorer(reader, work)
    if (scorer) scorers.push(scorer)
    if (work.isDue) await work.pause()
  }
  return scorers
}
