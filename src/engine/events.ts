/** What the engine tells about itself; the caller of `openEngine` decides whether that is logged or counted. */

export type EngineEvent =
  /** A segment could not be read and was built again from the stored documents. */
  | { readonly kind: 'segment_rebuilt'; readonly index: string; readonly segment: string; readonly reason: string }
  /** An index was brought up to date from operations newer than its last commit. */
  | { readonly kind: 'index_recovered'; readonly index: string; readonly operations: number; readonly millis: number }
  /** A stored document does not match its checksum; it is left out of the index and cannot be read. */
  | { readonly kind: 'document_damaged'; readonly index: string; readonly seqNo: number }
  /** A write was refused since it could not be stored. */
  | { readonly kind: 'write_refused'; readonly index: string; readonly reason: string }
  /** Background work failed; it is tried again. */
  | { readonly kind: 'background_failed'; readonly index: string; readonly work: string; readonly reason: string }

export type EngineObserver = (event: EngineEvent) => void
