import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBulkAction } from '../../../src/api/document/bulk-action.ts'
import { parseBulkBody } from '../../../src/api/document/bulk-request.ts'
import { ElasticError } from '../../../src/core/errors.ts'

const DEFAULTS = {
  index: 'i',
  routing: undefined,
  pipeline: undefined,
  requireAlias: false,
  requireDataStream: false,
  fetch: undefined,
}

describe('action lines', () => {
  it('mean the same however they are written', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 })
    fc.assert(
      fc.property(fc.constantFrom('index', 'create', 'update', 'delete'), fc.option(text), fc.option(text), (kind, index, id) => {
        const metadata = { ...(index === null ? {} : { _index: index }), ...(id === null ? {} : { _id: id }) }
        const plain = Buffer.from(JSON.stringify({ [kind]: metadata }))
        const spaced = Buffer.from(` ${JSON.stringify({ [kind]: metadata }, undefined, 1).replaceAll('\n', ' ')}`)
        expect(parseBulkAction(plain, 1, DEFAULTS)).toEqual(parseBulkAction(spaced, 1, DEFAULTS))
        expect(parseBulkAction(plain, 1, DEFAULTS)).toMatchObject({ kind, index: index ?? 'i', id: id ?? undefined })
      }),
    )
  })

  it.each([
    '{"index":{"_index":"a","_index":"b"}}',
    '{"index":{"_id":"a\u0001"}}',
    '{"index":{"_id":"a"},}',
    '{"index":{"_id":"a",}}',
  ])('refuses %j', (line) => {
    expect(() => parseBulkAction(Buffer.from(line), 1, DEFAULTS)).toThrow(ElasticError)
  })

  it('refuses bytes that are not UTF-8', () => {
    const line = Buffer.concat([Buffer.from('{"index":{"_id":"'), Buffer.from([0xff]), Buffer.from('"}}')])
    expect(() => parseBulkAction(line, 1, DEFAULTS)).toThrow('Invalid UTF-8')
  })
})

describe('bulk bodies', () => {
  it('give operations or a refusal, whatever they hold', () => {
    const line = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constantFrom(
        '{"index":{}}',
        '{"delete":{"_id":"1"}}',
        '{"update":{"_id":"1"}}',
        '{"doc":{}}',
        '',
        '{"create":{"version":-1}}',
      ),
    )
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        try {
          const items = parseBulkBody(Buffer.from(lines.map((each) => `${each.replaceAll('\n', '')}\n`).join('')), DEFAULTS)
          expect(items.length).toBeGreaterThan(0)
        } catch (error) {
          expect(error).toBeInstanceOf(ElasticError)
          expect((error as ElasticError).status).toBe(400)
        }
      }),
    )
  })

  it('list a hundred faults and no more', () => {
    const body = Buffer.from('{"delete":{}}\n'.repeat(100_000))
    let message = ''
    try {
      parseBulkBody(body, DEFAULTS)
    } catch (error) {
      message = (error as ElasticError).reason
    }
    expect(message.match(/id is missing/g)).toHaveLength(100)
  })
})
