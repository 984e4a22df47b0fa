/**
 * The recursive descent behind `parseJson`: strict JSON (RFC 8259), one pass over the decoded text. Objects, arrays, white space and
 * comments here; strings and numbers in `scalar-reader.ts`; refusals in `cursor.ts`.
 */
import { type ContainerOffsets, type JsonContainer, recordOffsets } from './positions.ts'
import { beginsNumber, ScalarReader } from './scalar-reader.ts'
import type { JsonSource } from './source.ts'
import { malformed } from './syntax-error.ts'
import type { JsonObject, JsonValue } from './value.ts'

/** What a reader takes and keeps beyond the values. */
export interface ReaderOptions {
  /** `all`: offsets of every container and member; `top`: of the outermost container only. */
  readonly positions: 'none' | 'top' | 'all'
  /** Comments (as in JavaScript) count as white space. */
  readonly comments: boolean
}

const QUOTE = 0x22
const SLASH = 0x2f
const COMMA = 0x2c
const COLON = 0x3a
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const SPACE = 0x20

const MAX_DEPTH = 1000

export class JsonReader extends ScalarReader {
  readonly options: ReaderOptions

  constructor(source: JsonSource, options: ReaderOptions) {
    super(source)
    this.options = options
  }

  /** The next value, white space before it included. */
  value(): JsonValue {
    const code = this.next()
    if (code === QUOTE) return this.string(false)
    if (code === OPEN_BRACE) return this.object()
    if (code === OPEN_BRACKET) return this.array()
    if (beginsNumber(code)) return this.number()
    return this.literal(code)
  }

  /** Skips white space and answers the unit after it; NaN at the end. */
  next(): number {
    for (;;) {
      const code = this.text.charCodeAt(this.at)
      if (code > SPACE && code !== SLASH) return code
      if (code === SPACE || code === 10 || code === 13 || code === 9) this.at++
      else if (code === SLASH) this.comment()
      else if (Number.isNaN(code)) return code
      else throw this.illegalSpace(code)
    }
  }

  private object(): JsonObject {
    const offsets = this.begin()
    const members: JsonObject = new Map()
    const first = this.next()
    if (first === CLOSE_BRACE) return this.end(members, offsets)
    if (first === CLOSE_BRACKET) throw this.mismatched()
    for (let count = 1; ; count++) {
      const before = this.token
      const name = this.name(offsets, count === 1)
      const nameEnd = this.at
      if (this.next() !== COLON) throw this.unexpected('was expecting a colon to separate field name and value')
      this.at++
      members.set(name, offsets ? this.recordedValue(offsets) : this.value())
      if (members.size !== count) throw malformed(this.source, nameEnd, `Duplicate field '${name}'`, before)
      const separator = this.next()
      if (separator === CLOSE_BRACE) return this.end(members, offsets)
      if (separator !== COMMA) throw this.unclosed('was expecting comma to separate Object entries')
      this.at++
    }
  }

  private array(): JsonValue[] {
    const offsets = this.begin()
    const items: JsonValue[] = []
    const first = this.next()
    if (first === CLOSE_BRACKET) return this.end(items, offsets)
    if (first === CLOSE_BRACE) throw this.mismatched()
    if (Number.isNaN(first)) throw this.unclosed('')
    for (;;) {
      items.push(offsets ? this.recordedValue(offsets) : this.value())
      const separator = this.next()
      if (separator === CLOSE_BRACKET) return this.end(items, offsets)
      if (separator !== COMMA) throw this.unclosed('was expecting comma to separate Array entries')
      this.at++
    }
  }

  private begin(): OffsetsBuilder | undefined {
    const { open, options } = this
    this.token = this.at
    open.push(this.at++)
    if (open.length > MAX_DEPTH) throw this.beyondLimit('Document nesting depth', open.length, MAX_DEPTH, 'getMaxNestingDepth')
    const wanted = options.positions === 'all' || (options.positions === 'top' && open.length === 1)
    return wanted ? { source: this.source, start: this.token, end: 0, names: [], values: [], ends: [] } : undefined
  }

  private end<Container extends JsonContainer>(container: Container, offsets: OffsetsBuilder | undefined): Container {
    if (offsets) {
      offsets.end = this.at
      recordOffsets(container, offsets)
    }
    this.token = this.at++
    this.open.pop()
    return container
  }

  private recordedValue(offsets: OffsetsBuilder): JsonValue {
    this.next()
    offsets.values.push(this.at)
    const value = this.value()
    offsets.ends.push(this.at)
    return value
  }

  private name(offsets: OffsetsBuilder | undefined, isFirst: boolean): string {
    if (this.next() !== QUOTE) throw this.unexpectedName(isFirst)
    const start = this.at
    offsets?.names.push(start)
    const name = this.string(true)
    this.token = start
    return name
  }

  private comment(): void {
    const { text, at, options } = this
    if (!options.comments) {
      throw this.unexpected(
        "maybe a (non-standard) comment? (not recognized as one since Feature 'ALLOW_COMMENTS' not enabled for parser)",
      )
    }
    const kind = text.charAt(at + 1)
    const end = kind === '/' ? lineEnd(text, at) : kind === '*' ? text.indexOf('*/', at + 2) + 2 : at + 1
    if (kind === '' || end === 1) throw this.endOfInput(' in a comment')
    this.at = end
    if (kind !== '/' && kind !== '*') throw this.unexpected("was expecting either '*' or '/' for a comment")
  }
}

function lineEnd(text: string, from: number): number {
  let at = from
  while (at < text.length && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++
  return at
}

type OffsetsBuilder = { -readonly [Key in keyof ContainerOffsets]: ContainerOffsets[Key] } & {
  names: number[]
  values: number[]
  ends: number[]
}
