import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileNamePattern } from '../../src/roles/name-pattern.ts'
import { NameTableMaker } from '../../src/roles/name-table.ts'

const name = fc.string({ unit: fc.constantFrom('a', 'b', '-', '.', 'é', '😀'), minLength: 1, maxLength: 4 })
const mapOf = (names: readonly string[]) => new Map(names.map((each) => [each, true]))

describe('name table', () => {
  it('holds exactly what exists, in order, whatever came and went before', () => {
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(name, { maxLength: 12 }), { minLength: 1, maxLength: 6 }), (worlds) => {
        const maker = new NameTableMaker()
        for (const names of worlds) {
          const half = names.length >> 1
          const table = maker.next([mapOf(names.slice(0, half)), mapOf(names.slice(half))])
          expect(table.names).toEqual([...names].sort())
          names.forEach((each) => {
            expect(table.names[table.positionOf(each) as number]).toBe(each)
          })
          expect(table.positionOf('nothing')).toBeUndefined()
        }
      }),
    )
  })

  it('knows what patterns match, also after names came and went, and asks of new names only', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(name, { maxLength: 12 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom('?a*', '*b', '/a.*/', '/[^.].*/', 'a?*', '/(a|b)+/'),
        fc.boolean(),
        (worlds, pattern, asksAlways) => {
          const maker = new NameTableMaker()
          const matcher = compileNamePattern(pattern)
          for (const [at, names] of worlds.entries()) {
            const table = maker.next([mapOf(names)])
            if (!asksAlways && at % 2 === 1) continue
            const matched = table.matching(matcher).map((position) => table.names[position])
            expect(matched).toEqual([...names].sort().filter((each) => compileNamePattern(pattern).matches(each)))
          }
        },
      ),
    )
    const maker = new NameTableMaker()
    const asked: string[] = []
    const pattern = { literal: '', matches: (each: string) => asked.push(each) > 0 }
    maker.next([mapOf(['a', 'b', 'c'])]).matching(pattern)
    expect(asked.splice(0)).toEqual(['a', 'b', 'c'])
    expect(maker.next([mapOf(['a', 'c', 'd'])]).matching(pattern)).toEqual([0, 1, 2])
    expect(asked).toEqual(['d'])
  })

  it('gives the range of a prefix', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { maxLength: 20 }),
        fc.string({ unit: fc.constantFrom('a', 'b', '-', '.', 'é'), maxLength: 3 }),
        (names, prefix) => {
          const table = new NameTableMaker().next([mapOf(names)])
          const [from, to] = table.rangeOf(prefix)
          expect(table.names.slice(from, to)).toEqual([...names].sort().filter((each) => each.startsWith(prefix)))
        },
      ),
    )
  })

  it('never holds a name of the own records', () => {
    expect(new NameTableMaker().next([mapOf(['.security-7', '.securityx', '.sec', 'a'])]).names).toEqual(['.sec', 'a'])
  })
})
