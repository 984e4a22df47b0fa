/**
 * A cat API is a table: columns declared once, rows made from what there is. Here are the columns' declaration, the parameters that all
 * tables take, and the choice and order of what is shown; `render-table.ts` makes text of it.
 */
import { illegalArgument } from '../../core/errors.ts'
import { compileWildcard } from '../../core/wildcard.ts'
import type { ApiRequest } from '../../request/api.ts'
import { type ParameterTable, splitList } from '../../request/parameters.ts'
import { type CellFormat, parseCellFormat } from './cell.ts'

/** A cell as it is compared; shown by its column. */
export type Cell = string | number | null

export interface Column<Row> {
  readonly name: string
  readonly aliases: readonly string[]
  readonly description: string
  /** Shown without being named. */
  readonly shown: boolean
  readonly align: 'left' | 'right'
  /** What is sorted by. */
  readonly value: (row: Row) => Cell
  /** What is shown, where it is not the value itself. */
  readonly show?: (row: Row, format: CellFormat) => string | null
}

/** Parameters of every table. */
export const TABLE_PARAMETERS = {
  h: 'text',
  s: 'text',
  v: 'boolean',
  help: 'boolean',
  bytes: 'text',
  time: 'text',
} as const satisfies ParameterTable

export interface TableView {
  readonly columns: readonly string[] | undefined
  readonly sort: readonly string[]
  readonly headings: boolean
  readonly help: boolean
  readonly form: 'text' | 'json'
  readonly format: CellFormat
  /** Columns that a flag switches off (`ts=false`). */
  readonly hidden: readonly string[]
}

/** What a request wants to see of a table. */
export function parseTableView({ parameters, format }: ApiRequest, hidden: readonly string[] = []): TableView {
  const columns = parameters.text('h')
  return {
    columns: columns === undefined ? undefined : splitList(columns),
    sort: splitList(parameters.text('s') ?? ''),
    headings: parameters.boolean('v', false),
    help: parameters.boolean('help', false),
    form: format === 'json' || format === 'yaml' ? 'json' : 'text',
    format: parseCellFormat(parameters),
    hidden,
  }
}

/** A column under the name it was asked for. */
export interface ShownColumn<Row> {
  readonly heading: string
  readonly column: Column<Row>
}

/** The columns to be shown; names that there are not are left out, as Elasticsearch does. */
export function chooseColumns<Row>(columns: readonly Column<Row>[], view: TableView): readonly ShownColumn<Row>[] {
  const chosen =
    view.columns === undefined
      ? columns.filter(({ shown }) => shown).map((column) => ({ heading: column.name, column }))
      : namedColumns(columns, view.columns)
  return chosen.filter(({ column }) => !view.hidden.includes(column.name))
}

function namedColumns<Row>(columns: readonly Column<Row>[], names: readonly string[]): readonly ShownColumn<Row>[] {
  const headings = new Set(names.flatMap((name) => (name.includes('*') ? matchingNames(columns, name) : [name])))
  return [...headings].flatMap((heading) => {
    const column = findColumn(columns, heading)
    return column ? [{ heading, column }] : []
  })
}

function matchingNames<Row>(columns: readonly Column<Row>[], pattern: string): readonly string[] {
  const matcher = compileWildcard(pattern)
  return columns.filter(({ name, aliases }) => [name, ...aliases].some((each) => matcher.matches(each))).map(({ name }) => name)
}

const findColumn = <Row>(columns: readonly Column<Row>[], name: string): Column<Row> | undefined =>
  columns.find((column) => column.name === name) ?? columns.find(({ aliases }) => aliases.includes(name))

/** The rows in the order asked for; equal ones keep theirs. */
export function sortRows<Row>(columns: readonly Column<Row>[], rows: readonly Row[], sort: readonly string[]): readonly Row[] {
  const keys = sort.map((key) => sortKey(columns, key))
  return [...rows].sort((one, other) => {
    for (const { column, sign } of keys) {
      const order = compareCells(column.value(one), column.value(other))
      if (order !== 0) return order * sign
    }
    return 0
  })
}

function sortKey<Row>(columns: readonly Column<Row>[], key: string): { readonly column: Column<Row>; readonly sign: 1 | -1 } {
  const direction = /:(asc|desc)$/.exec(key)
  const column = findColumn(columns, direction ? key.slice(0, direction.index) : key)
  if (!column) throw illegalArgument(`Unable to sort by unknown sort key \`${key}\``)
  return { column, sign: direction?.[1] === 'desc' ? -1 : 1 }
}

function compareCells(one: Cell, other: Cell): number {
  if (one === other) return 0
  if (one === null) return -1
  if (other === null) return 1
  if (typeof one === 'number' && typeof other === 'number') return one - other
  return String(one) < String(other) ? -1 : 1
}
