/**
 * Collects parsed documents in memory and seals them into a segment. Adding only appends to logs, one look-up for each term; the work of
 * inverting is linear and done when sealing. Used by storage, which starts a new builder for the next segment.
 *
 * Beside the mapping's fields it indexes `_id`, `_routing` and `_ignored`, as keywords with a column.
 */

import type { MappedField } from '../../mapping/field.ts'
import type { ParsedDocument } from '../../mapping/parsed-document.ts'
import type { FieldLog } from './field-log.ts'
import { GrowableFloat64 } from './growable.ts'
import { KeywordLog } from './keyword-log.ts'
import { MAX_DOCS } from './layout.ts'
import { NumberLog } from './number-log.ts'
import type { Segment } from './segment.ts'
import { SegmentWriter } from './segment-writer.ts'
import { runAtOnce, runInSlices, type Slices } from './slices.ts'
import { TextLog } from './text-log.ts'
import { compareTerms } from './utf8-order.ts'

/** Bytes that a builder costs before its first document. */
const BASE_MEMORY = 4096

export class SegmentBuilder {
  private readonly seqNos = new GrowableFloat64()
  private readonly ids = new KeywordLog(true)
  private readonly routings = new KeywordLog(true)
  private readonly ignored = new KeywordLog(true)
  private readonly logs = new Map<string, FieldLog>()
  private spent = false

  get docCount(): number {
    return this.seqNos.length
  }

  /** Bytes held, about. */
  get memory(): number {
    let bytes = BASE_MEMORY + this.seqNos.values.byteLength + this.ids.memory + this.routings.memory + this.ignored.memory
    for (const log of this.logs.values()) bytes += log.memory
    return bytes
  }

  /** Adds a document; sequence numbers ascend. Should an analyzer throw, the document counts, with the fields before. */
  add(seqNo: number, document: ParsedDocument): void {
    const doc = this.seqNos.length
    if (this.spent) throw new Error('the builder was sealed')
    if (doc > 0 && !(seqNo > this.seqNos.values[doc - 1]!)) throw new RangeError(`sequence number ${seqNo} does not ascend`)
    if (doc === MAX_DOCS) throw new RangeError('segment is full')
    this.seqNos.push(seqNo)
    this.ids.addTerm(doc, document.id)
    if (document.routing !== undefined) this.routings.addTerm(doc, document.routing)
    if (document.ignored.length > 0) this.ignored.add(doc, document.ignored)
    for (const { field, values } of document.fields) {
      if (field.indexed || field.docValues) this.logOf(field).add(doc, values, field)
    }
  }

  /** Makes the segment at once. The builder takes no document any more. */
  seal(name: string): Segment {
    return runAtOnce(this.sealing(name))
  }

  /** The same, never holding the event loop for long. */
  sealInSlices(name: string, pause: () => Promise<void>): Promise<Segment> {
    return runInSlices(this.sealing(name), pause)
  }

  private *sealing(name: string): Slices<Segment> {
    if (this.spent) throw new Error('the builder was sealed')
    this.spent = true
    const writer = new SegmentWriter(name, this.seqNos.view())
    const own: [string, FieldLog][] = [
      ['_id', this.ids],
      ['_ignored', this.ignored],
      ['_routing', this.routings],
    ]
    const mapped = [...this.logs].sort(([left], [right]) => compareTerms(left, right))
    for (const [path, log] of [...own, ...mapped]) yield* writer.field(yield* log.seal(path, this.docCount))
    return yield* writer.finish()
  }

  private logOf(field: MappedField): FieldLog {
    const known = this.logs.get(field.path)
    if (known) {
      if (known.family !== field.family) throw new Error(`field [${field.path}] is ${known.family} and ${field.family}`)
      return known
    }
    const log = createLog(field)
    this.logs.set(field.path, log)
    return log
  }
}

function createLog(field: MappedField): FieldLog {
  if (field.family === 'text') return new TextLog(field.norms)
  return field.family === 'keyword' ? new KeywordLog(field.docValues) : new NumberLog(field.indexed)
}
