import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineSplitter, splitLines } from '../../../src/core/json/ndjson.ts'

const texts = (lines: readonly Uint8Array[]): string[] => lines.map((line) => Buffer.from(line).toString())

describe('splitLines', () => {
  it('splits at newlines, drops carriage returns before them, keeps empty lines', () => {
    const { lines, rest } = splitLines(Buffer.from('{"a":1}\r\n\n{"b":"\r"}\nrest'))
    expect(texts(lines)).toEqual(['{"a":1}', '', '{"b":"\r"}'])
    expect(Buffer.from(rest).toString()).toBe('rest')
  })

  it('leaves no rest where the last line is ended', () => {
    expect(splitLines(Buffer.from('{}\n')).rest.length).toBe(0)
    expect(splitLines(Buffer.alloc(0)).lines).toEqual([])
  })
})

describe('LineSplitter', () => {
  it('finds the same lines however the bytes are cut', () => {
    const piece = fc.constantFrom('a', 'é', '\n', '\r', '\r\n', '{"x":1}', '')
    fc.assert(
      fc.property(fc.array(piece), fc.array(fc.nat(20)), (pieces, cuts) => {
        const bytes = Buffer.from(pieces.join(''))
        const splitter = new LineSplitter()
        const found: Uint8Array[] = []
        let at = 0
        for (const cut of cuts) {
          found.push(...splitter.push(bytes.subarray(at, at + cut)))
          at += cut
        }
        found.push(...splitter.push(bytes.subarray(at)))
        const whole = splitLines(bytes)
        expect(texts(found)).toEqual(texts(whole.lines))
        expect(Buffer.from(splitter.end()).equals(Buffer.from(whole.rest))).toBe(true)
      }),
    )
  })
})
