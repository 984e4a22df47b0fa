/** Short ways to declare columns. */
import { showBytes } from './cell.ts'
import type { Cell, Column } from './table.ts'

interface Options {
  /** Only where it is named. */
  readonly hidden?: true
}

export const left = <Row>(
  name: string,
  aliases: string,
  description: string,
  value: (row: Row) => Cell,
  options: Options = {},
): Column<Row> => ({
  name,
  aliases: aliases === '' ? [] : aliases.split(','),
  description,
  shown: options.hidden !== true,
  align: 'left',
  value,
})

export const right = <Row>(
  name: string,
  aliases: string,
  description: string,
  value: (row: Row) => Cell,
  options: Options = {},
): Column<Row> => ({
  ...left(name, aliases, description, value, options),
  align: 'right',
})

/** A size in bytes. */
export const bytes = <Row>(
  name: string,
  aliases: string,
  description: string,
  value: (row: Row) => number | null,
  options: Options = {},
): Column<Row> => ({
  ...right(name, aliases, description, value, options),
  show(row, format) {
    const size = value(row)
    return size === null ? null : showBytes(size, format)
  },
})
