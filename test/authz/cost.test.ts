/** What a decision costs, counted in pattern look-ups: a clock on a shared machine proves nothing. */
import { describe, expect, it } from 'vitest'
import { createAuthorizer } from '../../src/authz/authorize.ts'
import { type CompiledRole, compileRole } from '../../src/roles/compiled-role.ts'
import type { RoleDescriptor } from '../../src/roles/role-descriptor.ts'
import { joinRoles } from '../../src/roles/role-set.ts'
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

/** Counts how often patterns that are no plain prefixes are asked of a name. */
function countMatches(roles: readonly CompiledRole[]): { taken(): readonly string[] } {
  let asked: string[] = []
  for (const matcher of roles.flatMap(({ indices }) => indices.flatMap(({ names }) => names))) {
    const { matches } = matcher
    Object.assign(matcher, { matches: (name: string) => asked.push(name) > 0 && matches(name) })
  }
  return {
    taken() {
      const taken = asked
      asked = []
      return taken
    },
  }
}

describe('what a change costs', () => {
  const SIZE = 2_000
  const names = Object.keys(plainRoles)
  const namesOf = (size: number): string[] => [...worldOf(size).indices.keys()]

  function world() {
    const compiled = new Map(names.map((name) => [name, compileRole(name, `${name}:1`, plainRoles[name]!)]))
    let set = joinRoles([...compiled.values()], [])
    let catalogue = worldOf(SIZE)
    const authorizer = createAuthorizer({ roles: { rightsOf: () => set }, catalogue: () => catalogue, clock: fixedClock })
    const ask = (expression: string): number => {
      const identity = user('u', names)
      return authorizer.authorize(identity, onIndices(SEARCH, [expression])).expect('indices').indices.length
    }
    const steps = (expression: string): number => {
      const permission = set.sides[0]!.indices.forAction(SEARCH)
      const before = permission.steps
      ask(expression)
      return permission.steps - before
    }
    return {
      compiled,
      ask,
      steps,
      create(name: string) {
        catalogue = catalogueOf(Object.fromEntries([...namesOf(SIZE), name].map((each) => [each, {}])), 2)
      },
      change(name: string, role: RoleDescriptor) {
        const changed = compileRole(name, `${name}:2`, role)
        set = joinRoles(
          [...compiled.values()].map((one) => (one.name === name ? changed : one)),
          [],
        )
        return changed
      },
    }
  }

  it('when an index is created: patterns are asked of its name alone, and plain names of nothing', () => {
    const { compiled, ask, steps, create } = world()
    const count = countMatches([...compiled.values()])
    ask('*')
    steps('team-0-0')
    expect(count.taken().length).toBeGreaterThan(ROLES)
    create('team-5-new')
    expect(steps('team-0-0')).toBe(0)
    expect(ask('*')).toBe(SIZE / 100 + 1)
    expect(new Set(count.taken())).toEqual(new Set(['team-5-new']))
  })

  it('when a role is changed: of all names only its own patterns are asked', () => {
    const { compiled, ask, change } = world()
    const before = countMatches([...compiled.values()])
    ask('*')
    before.taken()
    const changed = change('r7', role({ indices: [{ names: ['no?se-1'], privileges: ['read'] }] }))
    const after = countMatches([changed])
    ask('*')
    // The names that begin like its pattern.
    expect(after.taken()).toEqual(
      namesOf(SIZE)
        .filter((name) => name.startsWith('no'))
        .sort(),
    )
    expect(before.taken()).toEqual([])
  })
})

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
