/** Documents and mappings made to hold the process up: refused, or read, within a moment. */
import { describe, expect, it } from 'vitest'
import { parseDateFormat } from '../../src/core/date-format.ts'
import { mappingOf, properties, read, reasonOf } from './support.ts'

const SIZE = 200_000
const LIMIT = 1500

function within(action: () => unknown): void {
  const began = performance.now()
  action()
  expect(performance.now() - began).toBeLessThan(LIMIT)
}

const mapping = properties({
  l: { type: 'long' },
  in: { type: 'integer' },
  db: { type: 'double' },
  d: { type: 'date' },
  df: { type: 'date', format: "yyyy-MM-dd'T'HH:mm:ssVV" },
  i: { type: 'ip' },
  b: { type: 'boolean' },
  k: { type: 'keyword' },
})

describe('long values', () => {
  it.each([
    `${'1'.repeat(SIZE)}x`,
    `0x${'f'.repeat(SIZE)}p1x`,
    `1.${'0'.repeat(SIZE)}1x`,
    `1e${'9'.repeat(SIZE)}`,
    `2024-01-01T00:00:00${'Z'.repeat(SIZE)}`,
    `2024-01-01T00:00:00.${'1'.repeat(SIZE)}`,
    ' '.repeat(SIZE),
    ':'.repeat(SIZE),
  ])('%#', (value) => {
    for (const name of ['l', 'in', 'db', 'd', 'df', 'i', 'b', 'new'])
      within(() => reasonOf(() => read(mapping, JSON.stringify({ [name]: value }))))
  })
})

describe('deep names', () => {
  const name = `${'a.'.repeat(SIZE)}b`
  const wide = { 'index.mapping.depth.limit': '100000000', 'index.mapping.total_fields.limit': '100000000' }

  it('stop at the limit, also where it was set beyond reason', () => {
    const document = JSON.stringify({ [name]: 1 })
    for (const settings of [{}, wide]) {
      within(() =>
        expect(reasonOf(() => read(mappingOf({}, settings), document))).toMatch(/Limit of mapping depth \[(20|1000)\]/),
      )
      within(() =>
        expect(reasonOf(() => properties({ [name]: { type: 'long' } }, settings))).toMatch(
          /Limit of mapping depth \[(20|1000)\]/,
        ),
      )
    }
    within(() => reasonOf(() => read(properties({ a: { type: 'long' } }), document)))
  })
})

describe('many members', () => {
  const many = `{${Array.from({ length: 50_000 }, (_, at) => `"f${at}":1`).join(',')}}`

  it('stop at the limit of fields, or are passed over', () => {
    within(() => expect(reasonOf(() => read(mappingOf({}), many))).toMatch(/Limit of total fields \[1000\]/))
    within(() => expect(reasonOf(() => read(mappingOf({ dynamic: false }), many))).toBeUndefined())
  })
})

describe('date patterns', () => {
  it('do not nest without end', () => {
    expect(() => parseDateFormat('['.repeat(SIZE))).toThrow('Too many nested optional sections')
    within(() => parseDateFormat('yMd'.repeat(20_000)))
  })
})
