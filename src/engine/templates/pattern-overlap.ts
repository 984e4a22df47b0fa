/** Whether two patterns (`*` for any text) can match one name. */

export function patternsOverlap(one: string, other: string): boolean {
  const width = other.length + 1
  const tried = new Uint8Array((one.length + 1) * width)
  const waiting: (readonly [number, number])[] = [[0, 0]]
  // Places in both patterns that one text can lead to.
  for (let pair = waiting.pop(); pair; pair = waiting.pop()) {
    const [left, right] = pair
    if (left === one.length && right === other.length) return true
    if (left > one.length || right > other.length || tried[left * width + right]) continue
    tried[left * width + right] = 1
    const wildLeft = one[left] === '*'
    const wildRight = other[right] === '*'
    if (wildLeft) waiting.push([left + 1, right], [left, right + 1])
    if (wildRight) waiting.push([left, right + 1], [left + 1, right])
    if (!wildLeft && !wildRight && one[left] === other[right]) waiting.push([left + 1, right + 1])
  }
  return false
}
