import { expect, it } from 'vitest'
import { errorMembers, errorWithRootCause } from '../../src/core/error-output.ts'
import { ElasticError, illegalArgument, indexNotFound } from '../../src/core/errors.ts'
import { writeJsonText } from '../../src/core/json/write.ts'

it('prints type, reason, members and cause in this order', () => {
  const error = new ElasticError('version_conflict_engine_exception', 'no', {
    members: { index: 'i' },
    causedBy: illegalArgument('inner'),
  })
  expect(writeJsonText(errorMembers(error))).toBe(
    '{"type":"version_conflict_engine_exception","reason":"no","index":"i","caused_by":{"type":"illegal_argument_exception","reason":"inner"}}',
  )
})

it('puts the root cause first, without causes of its own', () => {
  const error = illegalArgument('outer', { causedBy: illegalArgument('inner') })
  expect(writeJsonText(errorWithRootCause(error))).toBe(
    '{"root_cause":[{"type":"illegal_argument_exception","reason":"outer"}],"type":"illegal_argument_exception","reason":"outer","caused_by":{"type":"illegal_argument_exception","reason":"inner"}}',
  )
  const wrapped = illegalArgument('outer', { rootCause: [indexNotFound('x')] })
  expect(writeJsonText(errorWithRootCause(wrapped))).toContain('"root_cause":[{"type":"index_not_found_exception"')
})

it('prints one header value as a text and several as a list', () => {
  const error = new ElasticError('security_exception', 'no', { headers: { a: ['1'], b: ['1', '2'] } })
  expect(writeJsonText(errorMembers(error))).toContain('"header":{"a":"1","b":["1","2"]}')
})
