/** Small stand-ins that authorization is tested with: roles by name, a catalogue, identities and calls. */
import { fromPlain } from '../../src/core/json/convert.ts'
import type { AnyApi, Call, Requirement } from '../../src/request/api.ts'
import type { Catalogue, CatalogueAlias, CatalogueIndex } from '../../src/request/catalogue.ts'
import type { Identity, Subject } from '../../src/request/identity.ts'
import { type IndicesOptions, STRICT_EXPAND_OPEN, type Targets } from '../../src/request/names.ts'
import { compileRole } from '../../src/roles/compiled-role.ts'
import { parseRole } from '../../src/roles/parse-role.ts'
import { RightsResolver } from '../../src/roles/rights.ts'
import type { RoleDescriptor } from '../../src/roles/role-descriptor.ts'
import { joinRoles, type RoleSet } from '../../src/roles/role-set.ts'

export const role = (plain: unknown): RoleDescriptor => parseRole('test', fromPlain(plain))

/** Resolves names among fixed roles. */
export function fixedRoles(roles: Readonly<Record<string, RoleDescriptor>>): {
  resolve(names: readonly string[]): RoleSet
  rightsOf(subject: Subject): RoleSet
} {
  const sets = new Map<string, RoleSet>()
  const join = (names: readonly string[]): RoleSet => {
    const found = names.filter((name) => Object.hasOwn(roles, name))
    const compiled = found.map((name) => compileRole(name, `${name}:1`, roles[name] as RoleDescriptor))
    return joinRoles(
      compiled,
      names.filter((name) => !found.includes(name)),
    )
  }
  const resolve = (names: readonly string[]): RoleSet => {
    const key = JSON.stringify(names)
    const set = sets.get(key) ?? join(names)
    sets.set(key, set)
    return set
  }
  const rights = new RightsResolver(resolve)
  return { resolve, rightsOf: (subject) => rights.of(subject) }
}

export interface FakeIndex {
  readonly hidden?: boolean
  readonly closed?: boolean
  readonly aliases?: readonly string[]
}

export function catalogueOf(indices: Readonly<Record<string, FakeIndex>>, version = 1): Catalogue {
  const entries = new Map<string, CatalogueIndex>()
  const members = new Map<string, string[]>()
  for (const [name, { hidden = false, closed = false, aliases: names = [] }] of Object.entries(indices)) {
    entries.set(name, { name, uuid: `uuid-${name}`, hidden, closed, aliases: names })
    for (const alias of names) members.set(alias, [...(members.get(alias) ?? []), name])
  }
  const aliases = new Map([...members].map(([alias, behind]) => [alias, aliasOf(behind)]))
  return { version, indices: entries, aliases }
}

const aliasOf = (indices: readonly string[]): CatalogueAlias => ({
  indices,
  writeIndex: indices.length === 1 ? indices[0] : undefined,
  hidden: false,
  filters: new Map(),
})

export function subject(username: string, roles: readonly string[], over: Partial<Subject> = {}): Subject {
  return {
    kind: 'user',
    username,
    roles,
    fullName: null,
    email: null,
    metadata: new Map(),
    enabled: true,
    realm: { name: 'default_native', type: 'native' },
    authenticationType: 'realm',
    ...over,
  }
}

export const user = (username: string, roles: readonly string[]): Identity => {
  const authenticating = subject(username, roles)
  return { authenticating, effective: authenticating }
}

let requests = 0

export function call(action: string, targets: Targets, alsoRequires: readonly Requirement[] = []): Call {
  const api: Partial<AnyApi> = { name: 'test', action, scope: targets.kind, alsoRequires }
  // Authorization reads nothing else of an API.
  return { id: `request-${++requests}`, api: api as AnyApi, input: undefined, targets }
}

export const onIndices = (action: string, expressions: readonly string[], options: Partial<IndicesOptions> = {}): Call =>
  call(action, { kind: 'indices', expressions, options: { ...STRICT_EXPAND_OPEN, ...options } })

export const fixedClock = { now: () => Date.UTC(2026, 10, 25, 12) }
