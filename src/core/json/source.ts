/**
 * The text a JSON value is parsed from, and places in it as Elasticsearch prints them. Made by `parse.ts`; kept behind values only where
 * positions were asked for. Offsets are UTF-16 units of the text; columns count bytes where the source was bytes, as Jackson's do.
 */

/** A place in a body: both numbers begin at 1. */
export interface JsonPosition {
  readonly line: number
  readonly column: number
}

/** As much of a source as an error quotes; the rest is counted. */
const SNIPPET = 500

/** What Jackson says in place of a quotation that is switched off. */
const REDACTED = 'REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled)'

export class JsonSource {
  readonly text: string
  /** The bytes the text was decoded from; undefined where the source was a string. */
  readonly bytes: Uint8Array | undefined
  readonly #isSecret: boolean

  /** `isSecret`: never quoted. */
  constructor(text: string, bytes: Uint8Array | undefined, isSecret = false) {
    this.#isSecret = isSecret
    this.text = text
    this.bytes = bytes
  }

  /** One unit is one byte: offsets of the text are offsets of the bytes. */
  get isPlain(): boolean {
    return this.bytes === undefined || this.bytes.length === this.text.length
  }

  /** The byte offset of a text offset. */
  byteOffset(offset: number): number {
    return this.isPlain ? offset : Buffer.byteLength(this.text.slice(0, offset))
  }

  position(offset: number): JsonPosition {
    let line = 1
    let lineStart = 0
    for (let at = 0; at < offset; at++) {
      const unit = this.text.charCodeAt(at)
      const ends = unit === 10 || (unit === 13 && this.text.charCodeAt(at + 1) !== 10)
      if (ends) {
        line++
        lineStart = at + 1
      }
    }
    const column = this.isPlain ? offset - lineStart : Buffer.byteLength(this.text.slice(lineStart, offset))
    return { line, column: column + 1 }
  }

  /** `[Source: (byte[])"…"; line: 1, column: 2]`, the tail of every syntax error. */
  describe(offset: number): string {
    const { line, column } = this.position(offset)
    return `[Source: ${this.#snippet()}; line: ${line}, column: ${column}]`
  }

  /** The same for the place before everything. */
  describeRoot(): string {
    return `[Source: ${this.#snippet()}; line: 1, column: 0]`
  }

  #snippet(): string {
    if (this.#isSecret) return REDACTED
    const length = this.bytes?.length ?? this.text.length
    const kind = this.bytes ? '(byte[])' : '(String)'
    const quoted = this.bytes ? Buffer.from(this.bytes.subarray(0, SNIPPET)).toString('utf8') : this.text.slice(0, SNIPPET)
    const more = length > SNIPPET ? `[truncated ${length - SNIPPET} ${this.bytes ? 'bytes' : 'chars'}]` : ''
    return `${kind}"${escapeControls(quoted)}"${more}`
  }
}

const escapeControls = (text: string): string =>
  text.replace(
    /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]/g,
    (control) => `\\u${control.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  )
