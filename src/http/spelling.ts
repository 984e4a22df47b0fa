/** How alike two names are, as Lucene's spell checker measures it; for "did you mean". */

/** Longer names are not compared: the work grows with the product of the lengths. */
const LONGEST = 256

/** 1 for equal names, less the more letters are added, dropped, changed or swapped, relative to the shorter name. */
export function nearness(a: string, b: string): number {
  const left = [...a]
  const right = [...b]
  const shorter = Math.min(left.length, right.length)
  if (shorter === 0 || Math.max(left.length, right.length) > LONGEST) return a === b ? 1 : 0
  return 1 - distance(left, right) / shorter
}

/** Edits between two words; two neighbours swapped count as one. */
function distance(left: readonly string[], right: readonly string[]): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: right.length + 1 }, (_, column) => column)
  for (let row = 1; row <= left.length; row++) {
    const current = [row]
    for (let column = 1; column <= right.length; column++) {
      const isSame = left[row - 1] === right[column - 1]
      let edits = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + (isSame ? 0 : 1))
      const isSwap = row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]
      if (isSwap) edits = Math.min(edits, beforeLast[column - 2]! + 1)
      current.push(edits)
    }
    beforeLast = last
    last = current
  }
  return last[right.length]!
}
