/**
 * Newline-delimited JSON: bytes → lines, whole or as they arrive. Splits at `\n`, tolerates `\r\n`; lines are views, not copies, and empty
 * ones are kept: what they mean is the caller's to say, as is a missing last newline.
 */

const NEWLINE = 10
const CARRIAGE_RETURN = 13

export interface NdjsonLines {
  readonly lines: readonly Uint8Array[]
  /** What stands behind the last newline; empty where the input is terminated as it should be. */
  readonly rest: Uint8Array
}

/** The lines of a whole body. */
export function splitLines(bytes: Uint8Array): NdjsonLines {
  const lines: Uint8Array[] = []
  let start = 0
  for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, start)) {
    lines.push(withoutReturn(bytes, start, end))
    start = end + 1
  }
  return { lines, rest: bytes.subarray(start) }
}

/** The lines of a body that comes in pieces. */
export class LineSplitter {
  #held: Uint8Array[] = []

  /** Lines completed by a further piece. */
  push(chunk: Uint8Array): readonly Uint8Array[] {
    const first = chunk.indexOf(NEWLINE)
    if (first < 0) {
      if (chunk.length > 0) this.#held.push(chunk)
      return []
    }
    const { lines, rest } = splitLines(this.#held.length === 0 ? chunk : this.#joined(chunk))
    this.#held = rest.length > 0 ? [rest] : []
    return lines
  }

  /** What stands behind the last newline. */
  end(): Uint8Array {
    const rest = this.#held.length === 1 ? (this.#held[0] as Uint8Array) : Buffer.concat(this.#held)
    this.#held = []
    return rest
  }

  #joined(chunk: Uint8Array): Uint8Array {
    return Buffer.concat([...this.#held, chunk])
  }
}

function withoutReturn(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const isReturn = end > start && bytes[end - 1] === CARRIAGE_RETURN
  return bytes.subarray(start, isReturn ? end - 1 : end)
}
