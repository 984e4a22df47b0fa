/** C46: role patterns with negation or regular expressions match what they say and no more, and no pattern holds the server up. */
import { describe, expect, it } from 'vitest'
import { createAuthorizer } from '../../src/authz/authorize.ts'
import { BUILT_IN_ROLES } from '../../src/roles/data/built-in-roles.ts'
import { compileNamePattern } from '../../src/roles/name-pattern.ts'
import { catalogueOf, fixedClock, fixedRoles, onIndices, role, user } from '../authz/fakes.ts'

const SEARCH = 'indices:data/read/search'

describe('C46 role patterns', () => {
  const roles = fixedRoles({
    viewer: role(BUILT_IN_ROLES.viewer),
    not: role({ indices: [{ names: ['/~(secret.*)/'], privileges: ['read'] }] }),
  })
  const catalogue = catalogueOf({
    logs: {},
    secret: {},
    'secret-1': {},
    '.kibana_1': { hidden: true },
    '.x': { hidden: true },
    'ilm-history-7': { hidden: true },
  })
  const authorizer = createAuthorizer({ roles, catalogue: () => catalogue, clock: fixedClock })
  const seen = (name: string, expressions: readonly string[]): readonly string[] =>
    authorizer
      .authorize(user('u', [name]), onIndices(SEARCH, expressions, { expandHidden: true }))
      .expect('indices')
      .indices.map((grant) => grant.name)

  it('of the built-in viewer leave out what begins with a dot', () => {
    expect(seen('viewer', ['*'])).toEqual(['logs', 'secret', 'secret-1'])
    for (const name of ['.x', '.kibana_1', 'ilm-history-7']) expect(() => seen('viewer', [name])).toThrow('is unauthorized')
  })

  it('with a complement never cover what they exclude, nor restricted names', () => {
    expect(seen('not', ['*'])).toEqual(['.x', 'ilm-history-7', 'logs'])
    for (const name of ['secret', 'secret-1', 'secret\n', '.kibana_1'])
      expect(() => seen('not', [name])).toThrow('is unauthorized')
  })

  it('match the whole name and its exact characters', () => {
    const whole = compileNamePattern('/logs/')
    for (const name of ['logs\n', '\nlogs', 'xlogs', 'logsx', 'LOGS', 'logs\u0000']) expect(whole.matches(name)).toBe(false)
    expect(compileNamePattern('logs*').matches('LOGS-1')).toBe(false)
    expect(compileNamePattern('lo?s').matches('los')).toBe(false)
  })

  it.each([
    '/(a+)+b/',
    '/(a|a)*b/',
    '/(a|aa)+b/',
    '/(.*a){20}b/',
    '/~(.*a.*a.*a.*b)&(.*)/',
    '*a*a*a*a*a*a*b',
    '/(a?){100}a{100}b/',
  ])('%s takes no time to be refused by', (pattern) => {
    const matcher = compileNamePattern(pattern)
    const began = process.hrtime.bigint()
    for (let at = 0; at < 20; at++) matcher.matches(`${'a'.repeat(230 + at)}c`)
    expect(Number(process.hrtime.bigint() - began) / 1e6).toBeLessThan(2_000)
  })

  it.each(['/((a{60}){60}){60}/', '/a{1000000}/', `/${'('.repeat(1000)}/`, `/${'a'.repeat(5000)}/`])(
    '%s is refused when it is made',
    (pattern) => {
      expect(() => compileNamePattern(pattern)).toThrow()
    },
  )
})
