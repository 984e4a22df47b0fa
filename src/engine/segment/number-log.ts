/** Collects a field of the number family. */
import type { FieldValue } from '../../mapping/field.ts'
import { createBits, setBit } from './bits.ts'
import type { FieldLog } from './field-log.ts'
import { NumbersWriter } from './numbers-writer.ts'
import type { FieldContent } from './segment-writer.ts'
import type { Slices } from './slices.ts'

export class NumberLog implements FieldLog {
  readonly family = 'number'
  private readonly numbers = new NumbersWriter()
  private readonly withPoints: boolean

  constructor(withPoints: boolean) {
    this.withPoints = withPoints
  }

  get memory(): number {
    return this.numbers.memory
  }

  add(doc: number, values: readonly FieldValue[]): void {
    if (values.length === 1 && isNumber(values[0]!)) {
      this.numbers.begin(doc)
      this.numbers.add(values[0])
      return
    }
    const ascending = values.filter(isNumber).sort((left, right) => (left < right ? -1 : left > right ? 1 : 0))
    if (ascending.length === 0) return
    this.numbers.begin(doc)
    for (const value of ascending) this.numbers.add(value)
  }

  // biome-ignore lint/correctness/useYield: numbers are laid out when the segment is written
  *seal(path: string, docCount: number): Slices<FieldContent> {
    const exists = createBits(docCount)
    for (const doc of this.numbers.docs.view()) setBit(exists, doc)
    return { path, exists, numbers: this.numbers, withPoints: this.withPoints }
  }
}

/** NaN has no place in an order; mappings refuse it. */
const isNumber = (value: FieldValue): value is number | bigint => typeof value !== 'string' && !Number.isNaN(value)
