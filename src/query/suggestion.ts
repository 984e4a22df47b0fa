/** "did you mean": the names that resemble an unknown one, worded as Elasticsearch's parsers word them. */

const LONGEST = 256

/** ` did you mean [match]?`, ` did you mean any of [a, b]?`, or nothing where no name is alike by more than half (or `moreThan`). */
export function suggestion(unknown: string, known: Iterable<string>, moreThan = 0.5): string {
  // The work grows with the product of the lengths, and anybody may send a long name.
  if (unknown.length > LONGEST) return ''
  const alike = [...known]
    .map((name) => ({ name, likeness: likeness(unknown, name) }))
    .filter((candidate) => candidate.likeness > moreThan)
    .sort((a, b) => b.likeness - a.likeness || (a.name < b.name ? -1 : 1))
    .map((candidate) => candidate.name)
  if (alike.length === 0) return ''
  return alike.length === 1 ? ` did you mean [${alike[0]}]?` : ` did you mean any of [${alike.join(', ')}]?`
}

/** 1 for equal names, 0 for names that share nothing: the plain edit distance relative to the longer one. */
function likeness(a: string, b: string): number {
  const longer = Math.max(a.length, b.length)
  return longer === 0 ? 1 : 1 - distance(a, b) / longer
}

function distance(from: string, to: string): number {
  let last = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const replaced = last[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1)
      current.push(Math.min(last[column]! + 1, current[column - 1]! + 1, replaced))
    }
    last = current
  }
  return last[to.length]!
}
