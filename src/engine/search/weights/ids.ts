/** Documents by their ids. */
import { MATCH_NONE, type Weight } from '../weight.ts'
import { termSetWeight } from './doc-set.ts'

/** The field under which segments keep ids. */
const ID = '_id'

export function idsWeight(ids: readonly string[], score: number): Weight {
  if (ids.length === 0) return MATCH_NONE
  const wanted = new Set(ids)
  return termSetWeight(score, ID, function* (terms) {
    for (const id of wanted) yield terms.find(id)
  })
}
