/**
 * Ids of long reads (scrolls, points in time) as clients hold them: a mark of the kind, a number that cannot be guessed, and what the backend
 * wants to find again. What an id says of itself is not relied on: it is sealed, or the number alone counts.
 */

export type LongReadKind = 'scroll' | 'pointInTime'

export interface LongReadId {
  /** The number, as errors show it. */
  readonly context: string
  readonly rest: Buffer
}

export const CONTEXT_BYTES = 16
const MARKS: Readonly<Record<LongReadKind, Buffer>> = {
  scroll: Buffer.from([1, ...Buffer.from('scroll')]),
  pointInTime: Buffer.from([1, ...Buffer.from('pit')]),
}

export const printLongReadId = (kind: LongReadKind, { context, rest }: LongReadId): string =>
  Buffer.concat([MARKS[kind], Buffer.from(context, 'base64url'), rest]).toString('base64url')

/** undefined: it is none of that kind. */
export function readLongReadId(kind: LongReadKind, text: string): LongReadId | undefined {
  const mark = MARKS[kind]
  const bytes = Buffer.from(text, 'base64url')
  const isOurs = bytes.toString('base64url') === text && bytes.subarray(0, mark.length).equals(mark)
  if (!isOurs || bytes.length < mark.length + CONTEXT_BYTES) return undefined
  return {
    context: bytes.subarray(mark.length, mark.length + CONTEXT_BYTES).toString('base64url'),
    rest: bytes.subarray(mark.length + CONTEXT_BYTES),
  }
}
