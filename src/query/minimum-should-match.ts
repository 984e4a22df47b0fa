/**
 * `minimum_should_match`: how many optional clauses must hold, as a number, a percentage or conditions on their count
 * (`2`, `-1`, `75%`, `-25%`, `2<-25% 9<-3`).
 */
import { ElasticError } from '../core/errors.ts'

/** The specification as text; checked when it meets a number of clauses, as Elasticsearch does. */
export type MinimumShouldMatch = string

/** The number asked for among `optional` clauses, never negative; more than there are can never hold. */
export function requiredClauses(optional: number, specification: MinimumShouldMatch): number {
  const spec = specification.trim()
  if (spec.includes('<')) return byCondition(optional, spec)
  const given = spec.endsWith('%') ? spec.slice(0, -1) : spec
  const wanted = spec.endsWith('%') ? Math.trunc((optional * parseCount(given)) / 100) : parseCount(given)
  // `-10%` of three is none left out: the sign decides, not the rounded number.
  return Math.max(0, given.startsWith('-') ? optional + wanted : wanted)
}

/** The last condition whose bound the count exceeds decides; below all bounds every clause is wanted. */
function byCondition(optional: number, spec: string): number {
  let result = optional
  for (const condition of spec.replace(/\s*<\s*/g, '<').split(/\s+/)) {
    const [bound, wanted = ''] = condition.split('<', 2)
    if (optional <= parseCount(bound ?? '')) return result
    result = requiredClauses(optional, wanted)
  }
  return result
}

function parseCount(text: string): number {
  if (/^[+-]?\d+$/.test(text)) return Number(text)
  throw new ElasticError('number_format_exception', `For input string: "${text}"`)
}
