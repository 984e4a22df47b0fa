/** What a request for several roles answers: names by outcome, and an error for each that failed. */
import { ElasticError } from '../../../core/errors.ts'
import type { JsonOutput } from '../../../core/json/output.ts'

export interface RoleOutcome {
  readonly name: string
  readonly outcome: string | ElasticError
}

/** Runs one role's part; what the catalogue of errors knows becomes its outcome. */
export async function outcomeOf(name: string, run: () => Promise<string>): Promise<RoleOutcome> {
  try {
    return { name, outcome: await run() }
  } catch (outcome) {
    if (outcome instanceof ElasticError) return { name, outcome }
    throw outcome
  }
}

/** Empty groups are left out. */
export function printOutcomes(outcomes: readonly RoleOutcome[], groups: readonly string[]): JsonOutput {
  const failed = outcomes.filter(({ outcome }) => outcome instanceof ElasticError)
  const details = new Map(failed.map(({ name, outcome }) => [name, printFailure(outcome as ElasticError)]))
  const named = groups.map(
    (group) => [group, outcomes.filter(({ outcome }) => outcome === group).map(({ name }) => name)] as const,
  )
  return new Map<string, JsonOutput>([
    ...named.filter(([, names]) => names.length > 0),
    ...(failed.length > 0 ? [['errors', { count: failed.length, details }] as const] : []),
  ])
}

const printFailure = ({ type, reason }: ElasticError): JsonOutput => ({ type, reason })
