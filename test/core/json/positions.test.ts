import { describe, expect, it } from 'vitest'
import { parseJson } from '../../../src/core/json/parse.ts'
import { bytesOf, endPositionOf, namePositionOf, positionOf } from '../../../src/core/json/positions.ts'
import type { JsonObject, JsonValue } from '../../../src/core/json/value.ts'

const BODY = Buffer.from('{\n "é": {"x":[1, {"y":null}]},\n "doc" : { "n":1.10 } }')

const member = (object: JsonValue | undefined, name: string): JsonObject => (object as JsonObject).get(name) as JsonObject

describe('positions', () => {
  it('are those of values, names and closing brackets, counted in bytes', () => {
    const body = parseJson(BODY, { positions: 'all' }) as JsonObject
    const inner = member(body, 'é')
    expect(positionOf(body)).toEqual({ line: 1, column: 1 })
    expect(namePositionOf(body, 'é')).toEqual({ line: 2, column: 2 })
    expect(positionOf(body, 'é')).toEqual({ line: 2, column: 8 })
    expect(positionOf(inner)).toEqual({ line: 2, column: 8 })
    expect(positionOf(inner, 'x')).toEqual({ line: 2, column: 13 })
    expect(positionOf(inner.get('x') as JsonValue[], 1)).toEqual({ line: 2, column: 17 })
    expect(endPositionOf(inner)).toEqual({ line: 2, column: 28 })
    expect(namePositionOf(body, 'doc')).toEqual({ line: 3, column: 2 })
  })

  it('are absent where nothing was asked for, or is not there', () => {
    const body = parseJson(BODY) as JsonObject
    expect(positionOf(body)).toBeUndefined()
    expect(bytesOf(body, 'doc')).toBeUndefined()
    const known = parseJson(BODY, { positions: 'all' }) as JsonObject
    expect(positionOf(known, 'nope')).toBeUndefined()
    expect(bytesOf(known, 'nope')).toBeUndefined()
  })

  it('cut out the bytes of a member as they came', () => {
    const body = parseJson(BODY, { positions: 'top' }) as JsonObject
    expect(Buffer.from(bytesOf(body, 'doc')!).toString()).toBe('{ "n":1.10 }')
    expect(Buffer.from(bytesOf(body, 'é')!).toString()).toBe('{"x":[1, {"y":null}]}')
    expect(positionOf(member(body, 'doc'))).toBeUndefined()
  })
})
