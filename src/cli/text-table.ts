/** What commands print: JSON as the node answered it where it is asked for, else columns for a person. */
import { printable } from './printable.ts'

/** A heading and a line for each row, columns as wide as they need to be; nothing but `nothing` where there are no rows. */
export function renderColumns(headings: readonly string[], given: readonly (readonly string[])[], nothing = 'none'): string {
  if (given.length === 0) return nothing
  const rows = given.map((row) => row.map(printable))
  const widths = headings.map((heading, at) => Math.max(heading.length, ...rows.map((row) => row[at]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd()
  return [headings, ...rows].map(line).join('\n')
}

/** Prints the answer, or what a person reads of it. */
export function printAnswer({ json }: { readonly json?: boolean }, answer: string, text: () => string): void {
  process.stdout.write(`${json ? answer : text()}\n`)
}

/** A moment for a person; empty where there is none. */
export const moment = (millis: number | undefined): string => (millis === undefined ? '' : new Date(millis).toISOString())
