/**
 * Rights → the set of roles they come to. Asked on every request: by authorization, by privilege checks, and by what takes a snapshot of
 * somebody's rights. Equal texts of descriptors share one compiled set, however many keys carry them.
 */
import { BoundedCache } from '../core/bounded-cache.ts'
import { systemClock } from '../core/clock.ts'
import { parseJsonText } from '../core/json/parse.ts'
import { isJsonObject } from '../core/json/value.ts'
import { sha256 } from '../core/secrets.ts'
import { type Rights, rightsOf, type Subject } from '../request/identity.ts'
import { compileRole } from './compiled-role.ts'
import { limitRoles } from './limit-roles.ts'
import { parseRole } from './parse-role.ts'
import type { RoleDescriptor } from './role-descriptor.ts'
import { joinRoles, type RoleSet } from './role-set.ts'

/** Sets made of descriptors that are kept. */
const MAX_SETS = 2_000

export class RightsResolver {
  readonly #resolveNames: (names: readonly string[]) => RoleSet
  readonly #described = new BoundedCache<string, RoleSet>({ size: MAX_SETS, clock: systemClock })
  /** What two sets have in common lives as long as both do: a changed role makes another set. */
  readonly #limited = new WeakMap<RoleSet, WeakMap<RoleSet, RoleSet>>()

  constructor(resolveNames: (names: readonly string[]) => RoleSet) {
    this.#resolveNames = resolveNames
  }

  /** What a party may do right now. */
  of(subject: Subject): RoleSet {
    return this.resolve(rightsOf(subject))
  }

  resolve(rights: Rights): RoleSet {
    switch (rights.kind) {
      case 'roles':
        return this.#resolveNames(rights.names)
      case 'descriptors':
        return this.#describe(rights.json)
      case 'limited':
        return this.#limit(this.resolve(rights.own), this.resolve(rights.by))
    }
  }

  #describe(json: string): RoleSet {
    const known = this.#described.get(json)
    if (known) return known
    const stamp = sha256(json).toString('base64')
    const roles = [...parseDescriptors(json)].map(([name, role]) => compileRole(name, `${JSON.stringify(name)}:${stamp}`, role))
    const set = joinRoles(roles, [])
    this.#described.set(json, set)
    return set
  }

  #limit(own: RoleSet, by: RoleSet): RoleSet {
    const limits = this.#limited.get(own) ?? new WeakMap<RoleSet, RoleSet>()
    this.#limited.set(own, limits)
    const known = limits.get(by)
    if (known) return known
    const set = limitRoles(own, by)
    limits.set(by, set)
    return set
  }
}

/** The roles of a text `{"<name>": {…}, …}`. */
export function parseDescriptors(json: string): ReadonlyMap<string, RoleDescriptor> {
  const value = parseJsonText(json)
  if (!isJsonObject(value)) throw new Error('role descriptors are an object')
  return new Map([...value].map(([name, role]) => [name, parseRole(name, role, { restriction: true })]))
}
