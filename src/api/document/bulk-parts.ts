/** A long bulk in parts: cut between operations while it arrives, and the items of the replies written one behind the other. */
import { Readable } from 'node:stream'
import { LineSplitter } from '../../core/json/ndjson.ts'
import { type JsonOutput, RawJson } from '../../core/json/output.ts'
import { parseJson } from '../../core/json/parse.ts'
import { isJsonNumber, isJsonObject, type JsonValue, numberText } from '../../core/json/value.ts'
import { writeJson } from '../../core/json/write.ts'
import { Spool } from '../../core/spool.ts'
import type { BodyCutter, BodyParts, ReplyJoiner } from '../../request/body-parts.ts'
import { type Reply, StreamBody } from '../../request/reply.ts'

/** A part is sent on as soon as it is this long. */
const PART_LENGTH = 1024 * 1024
const NEWLINE = Buffer.from('\n')

export const BULK_PARTS: BodyParts = { cutter: () => new BulkCutter(), joiner: () => new BulkJoiner() }

class BulkCutter implements BodyCutter {
  readonly #splitter = new LineSplitter()
  #lines: Uint8Array[] = []
  #length = 0
  #expectsSource = false

  push(piece: Uint8Array): readonly Buffer[] {
    const parts: Buffer[] = []
    for (const line of this.#splitter.push(piece)) {
      this.#add(line)
      if (this.#length >= PART_LENGTH && !this.#expectsSource) parts.push(this.#cut())
    }
    return parts
  }

  end(): Buffer {
    const rest = this.#splitter.end()
    const last = this.#cut()
    // A missing last newline is for the reader of the part to refuse.
    return rest.length === 0 ? last : Buffer.concat([last, rest])
  }

  #add(line: Uint8Array): void {
    this.#lines.push(line, NEWLINE)
    this.#length += line.length + 1
    this.#expectsSource = !this.#expectsSource && hasSource(line)
  }

  #cut(): Buffer {
    const part = Buffer.concat(this.#lines.splice(0))
    this.#length = 0
    return part
  }
}

/** Whether a document follows this line; where it is no action, reading the part will say so. */
function hasSource(line: Uint8Array): boolean {
  const text = Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8')
  const plain = /^\s*\{\s*"(index|create|update|delete)"/.exec(text)
  if (plain) return plain[1] !== 'delete'
  if (text.trim() === '') return false
  try {
    const action = parseJson(line)
    return isJsonObject(action) && !action.has('delete')
  } catch {
    return false
  }
}

class BulkJoiner implements ReplyJoiner {
  readonly #items = new Spool()
  #count = 0
  #took = 0
  #ingestTook: number | undefined
  #errors = false

  async add(reply: Reply): Promise<void> {
    const answer = await opened(reply)
    const items = answer.get('items')
    if (!Array.isArray(items)) throw new Error('a bulk was answered without items')
    this.#errors ||= answer.get('errors') === true
    this.#took += numberOf(answer.get('took'))
    if (answer.has('ingest_took')) this.#ingestTook = (this.#ingestTook ?? 0) + numberOf(answer.get('ingest_took'))
    const text = writeJson(items).subarray(1, -1)
    if (text.length > 0) await this.#items.add(this.#count === 0 ? text : Buffer.concat([Buffer.from(','), text]))
    this.#count += items.length
  }

  finish(): Reply {
    const head = writeJson({ errors: this.#errors, took: this.#took, ingest_took: this.#ingestTook }).subarray(0, -1)
    return { status: 200, body: new StreamBody(Readable.from(this.#text(head), { objectMode: false })) }
  }

  abandon(): Promise<void> {
    return this.#items.close()
  }

  async *#text(head: Buffer): AsyncGenerator<Uint8Array> {
    yield Buffer.concat([head, Buffer.from(',"items":[')])
    yield* this.#items.read()
    yield Buffer.from(']}')
  }
}

/** Items may be text already. */
async function opened({ body }: Reply): Promise<ReadonlyMap<string, JsonValue>> {
  const bytes = body instanceof StreamBody ? Buffer.concat(await body.stream.toArray()) : writeJson(body as JsonOutput)
  const answer = parseJson(body instanceof RawJson ? body.bytes : bytes)
  if (!isJsonObject(answer)) throw new Error('a bulk was answered with no object')
  return answer
}

const numberOf = (value: JsonValue | undefined): number => (isJsonNumber(value) ? Number(numberText(value)) : 0)
