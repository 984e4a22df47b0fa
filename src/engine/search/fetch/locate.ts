/** From a document's number within an index to its segment and its number there. */
import type { IndexReader, SegmentReader } from '../../reader.ts'

export interface Place {
  readonly segment: SegmentReader
  readonly doc: number
}

/** For the hits of one reader. */
export function createLocator({ segments }: IndexReader): (doc: number) => Place {
  const bases: number[] = []
  let base = 0
  for (const { segment } of segments) {
    bases.push(base)
    base += segment.docCount
  }
  return (doc) => {
    const at = bases.findLastIndex((first) => first <= doc)
    return { segment: segments[at]!, doc: doc - bases[at]! }
  }
}
