/** `matched_queries`: which named queries each hit matches. */
import type { JsonOutput } from '../../../core/json/output.ts'
import type { IndexReader } from '../../reader.ts'
import type { Hit } from '../collect/hit.ts'
import type { NamedWeight } from '../compile-context.ts'
import { floatOutput } from '../float-output.ts'
import { verified } from '../scorer.ts'
import type { Work } from '../work.ts'

/** The names that a hit matches, with their scores. */
export type MatchedNames = ReadonlyMap<number, ReadonlyMap<string, number>>

export async function matchNames(
  named: readonly NamedWeight[],
  reader: IndexReader,
  hits: readonly Hit[],
  work: Work,
): Promise<MatchedNames> {
  const matched = new Map<number, Map<string, number>>(hits.map(({ doc }) => [doc, new Map()]))
  const docs = hits.map(({ doc }) => doc).sort((a, b) => a - b)
  for (const { name, weight } of named) {
    let base = 0
    for (const segment of reader.segments) {
      const end = base + segment.segment.docCount
      const within = docs.filter((doc) => doc >= base && doc < end)
      const found = within.length > 0 ? await weight.scorer(segment, work) : undefined
      const scorer = found && verified(found)
      for (const doc of scorer ? within : []) {
        if (scorer!.doc < doc - base) scorer!.advance(doc - base)
        if (scorer!.doc === doc - base) matched.get(doc)!.set(name, scorer!.score())
      }
      base = end
      if (work.isDue) await work.pause()
    }
  }
  return matched
}

/** The member of a hit; undefined where nothing matched. */
export function matchedOutput(names: ReadonlyMap<string, number> | undefined, withScores: boolean): JsonOutput {
  if (!names || names.size === 0) return undefined
  if (!withScores) return [...names.keys()]
  return new Map([...names].map(([name, score]) => [name, floatOutput(score)]))
}
