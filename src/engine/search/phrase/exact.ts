/** How often terms stand in a document at exactly the distances a phrase asks for. */

/** `positions[i]` ascending, of the term that stands `places[i].offset` after the phrase's beginning. */
export function exactPhraseFreq(positions: readonly Uint32Array[], places: readonly { readonly offset: number }[]): number {
  const at = new Array<number>(positions.length).fill(0)
  let freq = 0
  for (const position of positions[0]!) {
    const begin = position - places[0]!.offset
    const verdict = others(begin, positions, places, at)
    if (verdict === 'exhausted') break
    if (verdict === 'match') freq++
  }
  return freq
}

/** Looks for all other terms of a phrase that begins at `begin`; the pointers only go forward. */
function others(
  begin: number,
  positions: readonly Uint32Array[],
  places: readonly { readonly offset: number }[],
  at: number[],
): 'match' | 'mismatch' | 'exhausted' {
  for (let term = 1; term < positions.length; term++) {
    const list = positions[term]!
    const wanted = begin + places[term]!.offset
    while (at[term]! < list.length && list[at[term]!]! < wanted) at[term]!++
    if (at[term]! >= list.length) return 'exhausted'
    if (list[at[term]!] !== wanted) return 'mismatch'
  }
  return 'match'
}
