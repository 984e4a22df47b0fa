/** Every API asks for an action that some privilege grants, and only those that a denial names grant it. */
import { describe, expect, it } from 'vitest'
import { APIS } from '../../src/api/index.ts'
import { CLUSTER_PRIVILEGES } from '../../src/roles/data/cluster-privileges.ts'
import { INDEX_PRIVILEGES } from '../../src/roles/data/index-privileges.ts'
import { clusterPrivilegesGranting, indexPrivilegesGranting, isClusterAction } from '../../src/roles/privileges.ts'
import { fixedRoles, role } from './fakes.ts'

/** One's own scrolls are asked about by actions of indices. */
const isOfCluster = (scope: string, action: string): boolean =>
  scope === 'cluster' || (scope === 'self' && !action.startsWith('indices:'))
/** Whoever may write may change the mapping, though no privilege's list says so. */
const MAPPING_CHANGES = ['indices:admin/mapping/put', 'indices:admin/mapping/auto_put']
const WRITERS = ['create_doc', 'create', 'index', 'write']

const actions = new Map(
  APIS.flatMap(({ action, scope, alsoRequires = [] }) => [
    [action, isOfCluster(scope, action)] as const,
    ...alsoRequires.map((also) => [also.action, also.kind === 'cluster'] as const),
  ]),
)

const holding = (plain: unknown) => fixedRoles({ r: role(plain) }).resolve(['r'])
const holdsCluster = (names: readonly string[], action: string): boolean => holding({ cluster: names }).grantsCluster(action)
const holdsIndex = (names: readonly string[], action: string): boolean =>
  names.length > 0 && holding({ indices: [{ names: ['*'], privileges: names }] }).indices.forAction(action).grantsAnything

const others = (all: readonly { readonly name: string }[], granting: readonly string[]): readonly string[] =>
  all.map((privilege) => privilege.name).filter((name) => !granting.includes(name))

describe.each([...actions])('action %s', (action, isCluster) => {
  const granting = isCluster ? clusterPrivilegesGranting(action) : indexPrivilegesGranting(action)
  const holds = isCluster ? holdsCluster : holdsIndex

  it('is of the kind its API says, and known to the privileges', () => {
    expect(isClusterAction(action)).toBe(isCluster)
    expect(granting.at(-1)).toBe('all')
  })

  it('is granted by each privilege that a denial names', () => {
    for (const name of granting) expect([name, holds([name], action)]).toEqual([name, true])
  })

  it('is not granted by all others together', () => {
    const rest = others(isCluster ? CLUSTER_PRIVILEGES : INDEX_PRIVILEGES, granting)
    const without = MAPPING_CHANGES.includes(action) ? rest.filter((name) => !WRITERS.includes(name)) : rest
    expect(holds(without, action)).toBe(false)
  })
})
