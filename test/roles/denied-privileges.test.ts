import { describe, expect, it } from 'vitest'
import { fromPlain } from '../../src/core/json/convert.ts'
import { writeJsonText } from '../../src/core/json/write.ts'
import { parseRole } from '../../src/roles/parse-role.ts'
import { printRole } from '../../src/roles/role-descriptor.ts'
import { findDescriptorFaults } from '../../src/roles/validate-role.ts'

const parse = (deny: unknown) => parseRole('r', fromPlain({ deny }))
const printed = (deny: unknown): unknown => (JSON.parse(writeJsonText(printRole(parse(deny)))) as { deny?: unknown }).deny

describe('the denials of a role', () => {
  it('are shown as they were given, and only where there are some', () => {
    const deny = { cluster: ['manage_security'], indices: [{ names: ['a*'], privileges: ['read'] }] }
    expect(printed(deny)).toEqual(deny)
    expect(printed({ indices: [{ names: 'a', privileges: ['read'] }] })).toEqual({
      indices: [{ names: ['a'], privileges: ['read'] }],
    })
    expect(writeJsonText(printRole(parse({})))).toBe(writeJsonText(printRole(parseRole('r', fromPlain({})))))
    expect(writeJsonText(printRole(parse({ cluster: [], indices: [] })))).not.toContain('deny')
  })

  it.each([
    [[], 'failed to parse deny for role [r]. expected an object but found [START_ARRAY] instead'],
    [null, 'failed to parse deny for role [r]. expected an object but found [VALUE_NULL] instead'],
    [{ index: [] }, 'failed to parse deny for role [r]. unexpected field [index]'],
    [{ run_as: ['x'] }, 'failed to parse deny for role [r]. unexpected field [run_as]'],
    [{ indices: [{ names: ['a'] }] }, '[privileges] must hold at least one privilege'],
    [{ indices: [{ privileges: ['read'] }] }, '[names] must hold at least one name'],
    [{ indices: [{ names: ['a'], privileges: ['read'], query: '{}' }] }, 'unexpected field [query]'],
    [{ indices: [{ names: ['a'], privileges: ['read'], allow_restricted_indices: false }] }, 'unexpected field [allow_restr'],
    [{ indices: ['a'] }, 'expected an object but found [VALUE_STRING] instead'],
  ])('are refused as %j', (deny, reason) => {
    expect(() => parse(deny)).toThrow(reason)
  })

  it('name privileges and patterns that there are', () => {
    const faults = (deny: unknown): string => findDescriptorFaults(parse(deny)).join('; ')
    expect(faults({ cluster: ['nonsense'] })).toContain('unknown cluster privilege [nonsense]')
    expect(faults({ indices: [{ names: ['a'], privileges: ['nonsense'] }] })).toContain('unknown index privilege [nonsense]')
    expect(faults({ indices: [{ names: ['/(/'], privileges: ['read'] }] })).toContain('invalid regular expression pattern [/(/]')
    expect(faults({ cluster: ['all'], indices: [{ names: ['a'], privileges: ['read'] }] })).toBe('')
  })
})
