/** What a decision costs, counted in pattern look-ups: a clock on a shared machine proves nothing. */
import { describe, expect, it } from 'vitest'
import { createAuthorizer } from '../../src/authz/authorize.ts'
import { catalogueOf, fixedClock, fixedRoles, onIndices, role, user } from './fakes.ts'

const SEARCH = 'indices:data/read/search'
const ROLES = 100

/** A hundred roles, each with a prefix, two plain names and a pattern that is neither; a hundredth of the indices is visible. */
const plainRoles = Object.fromEntries(
  Array.from({ length: ROLES }, (_, at) => [
    `r${at}`,
    role({
      indices: [
        { names: [`team-${at}-*`, `shared-${at}`, `other-${at}`], privileges: ['read'] },
        { names: [`t?am${at}-x-*`], privileges: ['read', 'write'] },
      ],
    }),
  ]),
)

const worldOf = (size: number) =>
  catalogueOf(
    Object.fromEntries(
      Array.from({ length: size }, (_, at) => [at % 100 === 0 ? `team-${at % ROLES}-${at}` : `noise-${at}`, {}]),
    ),
  )

function measure(size: number, further: object = {}) {
  const named = { ...plainRoles, further: role(further) }
  const roles = fixedRoles(named)
  const catalogue = worldOf(size)
  const authorizer = createAuthorizer({ roles, catalogue: () => catalogue, clock: fixedClock })
  const identity = user('u', Object.keys(named))
  const permission = roles.resolve(Object.keys(named)).sides[0]!.indices.forAction(SEARCH)
  const stepsOf = (expressions: readonly string[]): { steps: number; found: number } => {
    const before = permission.steps
    const found = authorizer.authorize(identity, onIndices(SEARCH, expressions)).expect('indices').indices.length
    return { steps: permission.steps - before, found }
  }
  return { stepsOf, catalogue }
}

describe('the cost of a decision', () => {
  it('for one name does not depend on the number of indices', () => {
    const small = measure(100).stepsOf(['team-0-0']).steps
    const large = measure(10_000).stepsOf(['team-0-0']).steps
    expect(large).toBe(small)
    expect(large).toBeLessThan(4 * ROLES)
  })

  it('for one name is paid once', () => {
    const { stepsOf } = measure(1_000)
    stepsOf(['team-0-0'])
    expect(stepsOf(['team-0-0']).steps).toBe(0)
  })

  it('for a wildcard over 10,000 indices follows the patterns and what they match', () => {
    const { stepsOf } = measure(10_000)
    const cold = stepsOf(['*'])
    expect(cold.found).toBe(100)
    expect(cold.steps).toBeLessThan(10 * ROLES + 10 * cold.found)
    expect(stepsOf(['*'])).toEqual({ steps: 0, found: 100 })
    expect(stepsOf(['team-0-*', '-team-0-1*']).steps).toBeLessThanOrEqual(cold.steps)
  })

  it('for a wildcard with denials is paid once', () => {
    const { stepsOf } = measure(10_000, { deny: { indices: [{ names: ['*-0-0', 'no?se-1'], privileges: ['read'] }] } })
    expect(stepsOf(['*']).found).toBe(99)
    expect(stepsOf(['*'])).toEqual({ steps: 0, found: 99 })
  })

  it('is bounded in memory, whatever names are asked for', () => {
    const { stepsOf } = measure(100)
    for (let at = 0; at < 2_500; at++) expect(() => stepsOf([`team-0-missing-${at}`])).toThrow('no such index')
    expect(stepsOf(['team-0-0']).found).toBe(1)
  })
})
