/** `wait_for_nodes`: a number, or a comparison with one (`>=1`, `ge(1)`). */
import { ElasticError } from '../../core/errors.ts'

type Condition = (count: number) => boolean

const COMPARISONS: readonly (readonly [symbol: string, word: string, compare: (count: number, wanted: number) => boolean])[] = [
  ['>=', 'ge', (count, wanted) => count >= wanted],
  ['<=', 'le', (count, wanted) => count <= wanted],
  ['>', 'gt', (count, wanted) => count > wanted],
  ['<', 'lt', (count, wanted) => count < wanted],
]

/** Whether a number of nodes will do; without the parameter any will. */
export function parseNodeCondition(text: string | undefined): Condition {
  if (text === undefined || text === '') return () => true
  for (const [symbol, word, compare] of COMPARISONS) {
    const wanted = text.startsWith(symbol) ? text.slice(symbol.length) : insideOf(text, word)
    if (wanted !== undefined) return (count) => compare(count, parseCount(wanted))
  }
  const wanted = parseCount(text)
  return (count) => count === wanted
}

const insideOf = (text: string, word: string): string | undefined =>
  text.startsWith(`${word}(`) && text.endsWith(')') ? text.slice(word.length + 1, -1) : undefined

function parseCount(text: string): number {
  if (/^[+-]?\d{1,9}$/.test(text)) return Number(text)
  throw new ElasticError('number_format_exception', `For input string: "${text}"`)
}
