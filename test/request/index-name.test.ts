import { describe, expect, it } from 'vitest'
import { ElasticError } from '../../src/core/errors.ts'
import { findIndexNameError, validateIndexName } from '../../src/request/index-name.ts'

const CHARACTERS = `must not contain the following characters [' ','"','*',',','/','<','>','?','\\','|']`

describe('validateIndexName', () => {
  it.each([
    ['BAD', 'must be lowercase'],
    ['_bad', `must not start with '_', '-', or '+'`],
    ['-bad', `must not start with '_', '-', or '+'`],
    ['+bad', `must not start with '_', '-', or '+'`],
    ['a b', CHARACTERS],
    ['a,b', CHARACTERS],
    ['a*b', CHARACTERS],
    ['a\\b', CHARACTERS],
    ['a#b', `must not contain '#'`],
    ['a:b', `must not contain ':'`],
    ['a\nb', 'must not contain control characters'],
    ['a\ud800', 'must be well-formed Unicode'],
    ['.', `must not be '.' or '..'`],
    ['..', `must not be '.' or '..'`],
    ['', 'must not be empty'],
    ['a'.repeat(256), 'index name is too long, (256 > 255)'],
    ['é'.repeat(128), 'index name is too long, (256 > 255)'],
  ])('refuses [%s] in words', (name, why) => {
    const error = findIndexNameError(name)
    expect(error).toBeInstanceOf(ElasticError)
    expect(error).toMatchObject({ type: 'invalid_index_name_exception', status: 400 })
    expect(error?.reason).toBe(`Invalid index name [${name}], ${why}`)
    expect(error?.details.members).toEqual({ index_uuid: '_na_', index: name })
  })

  it.each(['idx', 'logs-2026.01', '.hidden', '__proto__'.slice(2), 'ünïcode', '東京', 'a'.repeat(255)])('takes [%s]', (name) => {
    expect(() => validateIndexName(name)).not.toThrow()
  })
})
