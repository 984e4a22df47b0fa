/** Tables as replies: aligned text, or one object a row for `format=json` and `yaml`. */
import type { JsonOutput } from '../../core/json/output.ts'
import { ok, type Reply, TextBody } from '../../request/reply.ts'
import { type Column, chooseColumns, type ShownColumn, sortRows, type TableView } from './table.ts'

/** The reply of a cat API. */
export function tableReply<Row>(columns: readonly Column<Row>[], rows: readonly Row[], view: TableView): Reply {
  if (view.help) return helpReply(columns)
  const shown = chooseColumns(columns, view)
  const sorted = sortRows(columns, rows, view.sort)
  const cells = sorted.map((row) => shown.map(({ column }) => cellText(column, row, view)))
  if (view.form === 'json') return ok(cells.map((texts) => rowObject(shown, texts)))
  return okText(renderText(shown, cells, view.headings))
}

const okText = (text: string): Reply => ({ status: 200, body: new TextBody(text) })

function cellText<Row>(column: Column<Row>, row: Row, { format }: TableView): string | null {
  if (column.show) return column.show(row, format)
  const value = column.value(row)
  return value === null ? null : String(value)
}

const rowObject = <Row>(shown: readonly ShownColumn<Row>[], texts: readonly (string | null)[]): JsonOutput =>
  new Map(shown.map(({ heading }, at) => [heading, texts[at] ?? null]))

function renderText<Row>(
  shown: readonly ShownColumn<Row>[],
  cells: readonly (readonly (string | null)[])[],
  headings: boolean,
): string {
  const heads = shown.map(({ heading }) => heading)
  const lines = headings ? [heads, ...cells] : cells
  const widths = shown.map((_, at) => lines.reduce((widest, line) => Math.max(widest, (line[at] ?? '').length), 0))
  return lines.map((line) => `${renderLine(line, shown, widths)}\n`).join('')
}

/** A last column that is aligned to the left is not padded. */
function renderLine<Row>(
  line: readonly (string | null)[],
  shown: readonly ShownColumn<Row>[],
  widths: readonly number[],
): string {
  const last = shown.length - 1
  return shown
    .map(({ column }, at) => {
      const text = line[at] ?? ''
      if (column.align === 'right') return text.padStart(widths[at]!)
      return at === last ? text : text.padEnd(widths[at]!)
    })
    .join(' ')
}

/** Names, other names and meanings of all columns. */
function helpReply<Row>(columns: readonly Column<Row>[]): Reply {
  const lines = columns.map(({ name, aliases, description }) => [name, aliases.join(','), description])
  const widths = [0, 1, 2].map((at) => lines.reduce((widest, line) => Math.max(widest, line[at]!.length), 0))
  return okText(lines.map((line) => `${line.map((text, at) => text.padEnd(widths[at]!)).join(' | ')}\n`).join(''))
}
