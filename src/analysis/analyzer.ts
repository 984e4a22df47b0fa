/** The analysis chain as indexing and queries see it. */

/** Receives one token: its term, its position (0-based, gaps kept) and its offsets in UTF-16 units. */
export type TokenSink = (term: string, position: number, startOffset: number, endOffset: number) => void

export interface Analyzer {
  readonly name: string
  /** A text becomes one term, however long. */
  readonly keepsWhole?: boolean
  /** Feeds every token of `text` to `sink`, positions from `firstPosition` on; returns the position after the last (holes counted). */
  analyze(text: string, firstPosition: number, sink: TokenSink): number
  /** Positions left between two values of one field (Lucene's `position_increment_gap`). */
  readonly positionIncrementGap: number
}
