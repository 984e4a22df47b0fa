import { describe, expect, it } from 'vitest'
import { assertAutoCreated, validateAutoCreate } from '../../../src/backend/embedded/auto-create.ts'

describe('action.auto_create_index', () => {
  it.each([
    [undefined, 'x'],
    ['true', 'x'],
    ['a*,+b*,-c*', 'ab'],
    ['a*,+b*,-c*', 'b'],
    ['-cc*,c*', 'cd'],
  ])('%s allows [%s]', (setting, index) => {
    expect(() => assertAutoCreated(index, setting, undefined)).not.toThrow()
  })

  it.each([
    ['false', 'x', 'no such index [x] and [action.auto_create_index] is [false]'],
    [
      '+ok-*,-*',
      'other',
      'no such index [other] and [action.auto_create_index] contains [-*] which forbids automatic creation of the index',
    ],
    ['a*,+b*,-c*', 'd1x', "no such index [d1x] and [action.auto_create_index] ([a*,+b*,-c*]) doesn't match"],
  ])('%s forbids [%s]', (setting, index, reason) => {
    expect(() => assertAutoCreated(index, setting, undefined)).toThrow(reason)
  })

  it('refuses a sign without a name', () => {
    expect(() => validateAutoCreate('+')).toThrow(
      "Can't parse [+] for setting [action.auto_create_index] must contain an index name after [+]",
    )
    expect(() => validateAutoCreate('a*,-b')).not.toThrow()
  })
})
