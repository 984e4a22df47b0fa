/**
 * The decimal numbers between two limits, as a language: Lucene's `<n-m>`. Limits written with equally many digits fix the width;
 * otherwise leading zeros are allowed. Used by `regex.ts`.
 */
import { chars, type Language, NOTHING, repeat, sequence, text, union } from './language.ts'

/** Numbers from one limit to the other, in either order. */
export function numbersBetween(first: string, second: string): Language {
  const [low, high] = BigInt(first) <= BigInt(second) ? [first, second] : [second, first]
  if (low.length === high.length) return sameWidth(low, high)
  const narrow = String(BigInt(low))
  const wide = String(BigInt(high))
  const widths: Language[] = []
  for (let width = narrow.length; width <= wide.length; width++) {
    const from = width === narrow.length ? narrow : `1${'0'.repeat(width - 1)}`
    const to = width === wide.length ? wide : '9'.repeat(width)
    widths.push(sameWidth(from, to))
  }
  return sequence(repeat(text('0'), 0, Infinity), union(widths))
}

function sameWidth(low: string, high: string): Language {
  if (low === '') return text('')
  const first = Number(low[0])
  const last = Number(high[0])
  const rest = low.length - 1
  if (first === last) return sequence(text(String(first)), sameWidth(low.slice(1), high.slice(1)))
  return union([
    sequence(text(String(first)), sameWidth(low.slice(1), '9'.repeat(rest))),
    digits(first + 1, last - 1, rest),
    sequence(text(String(last)), sameWidth('0'.repeat(rest), high.slice(1))),
  ])
}

const digits = (from: number, to: number, rest: number): Language =>
  from > to ? NOTHING : sequence(chars([[48 + from, 48 + to]]), repeat(chars([[48, 57]]), rest, rest))
