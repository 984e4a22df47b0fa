/**
 * Long bodies in parts: an API may say how its body is cut while it arrives. Each part is a body of the same API and performed as a call of its
 * own, the next one when it is done; the replies become one. What was done before a part is refused stays done.
 */
import type { Reply } from './reply.ts'

export interface BodyParts {
  cutter(): BodyCutter
  joiner(): ReplyJoiner
}

export interface BodyCutter {
  /** Parts completed by a further piece. */
  push(piece: Uint8Array): readonly Buffer[]
  /** The last part. */
  end(): Buffer
}

export interface ReplyJoiner {
  /** The reply to a part that was carried out. */
  add(reply: Reply): Promise<void>
  finish(): Reply
  /** Nothing more comes, and nobody asks for the reply. */
  abandon(): Promise<void>
}
