/**
 * The roles there are: built-in ones, those of a file, and native ones, which live in a collection. Called by the role APIs and, through `resolve`, by
 * authorization: a change counts with the next request.
 */
import { illegalArgument, validationFailed } from '../core/errors.ts'
import { fromPlain } from '../core/json/convert.ts'
import type { JsonOutput } from '../core/json/output.ts'
import { parseJsonText } from '../core/json/parse.ts'
import { writeJsonText } from '../core/json/write.ts'
import type { Subject } from '../request/identity.ts'
import type { Collection } from '../store/collection.ts'
import { type CompiledRole, compileRole } from './compiled-role.ts'
import { BUILT_IN_ROLES } from './data/built-in-roles.ts'
import type { FileRoles } from './file-roles.ts'
import { parseRole } from './parse-role.ts'
import { RightsResolver } from './rights.ts'
import { printRole, type RoleDescriptor } from './role-descriptor.ts'
import { joinRoles, type RoleSet } from './role-set.ts'
import { checkRoleQueries, findRoleFaults } from './validate-role.ts'

/** A stored role: its JSON as text, so that numbers and member order survive. */
export interface StoredRole {
  readonly descriptor: string
}

export type PutOutcome = 'created' | 'updated' | 'noop'

export interface RoleService {
  /** A built-in or native role. */
  find(name: string): RoleDescriptor | undefined
  /** Every role as replies show it, native ones first by name, then built-in ones. */
  entries(): IterableIterator<[string, JsonOutput]>
  /** A role as replies show it. */
  print(name: string): JsonOutput | undefined
  isReserved(name: string): boolean
  /** Throws 400 where a role cannot be stored under a name. */
  check(name: string, role: RoleDescriptor): void
  /** Durable when it resolves; throws 400 as `check` does. */
  put(name: string, role: RoleDescriptor): Promise<PutOutcome>
  /** Durable when it resolves; false where there was none; throws 400 for built-in ones. */
  delete(name: string): Promise<boolean>
  /** What the holder of these roles may do, by the roles as they are now. */
  resolve(names: readonly string[]): RoleSet
  /** What a party may do, wherever its rights come from. */
  rightsOf(subject: Subject): RoleSet
}

interface BuiltIn {
  readonly descriptor: RoleDescriptor
  readonly printed: JsonOutput
}

/** Role sets kept; the one resolved longest ago goes first. */
const MAX_SETS = 1_000

export interface RoleServiceParts {
  readonly collection: Collection<StoredRole>
  /** Roles that go before native ones; left out, there are none. */
  readonly files?: FileRoles
  /** Built-in roles there are; left out or empty, all of them. */
  readonly builtIn?: readonly string[]
}

/** Throws 400 where `builtIn` cannot be. */
export function createRoleService(parts: RoleServiceParts): RoleService {
  return new LayeredRoleService(parts)
}

/** Whether a role of this name is built in, among those there are (all where none are listed). */
export const isBuiltInRole = (name: string, included: readonly string[] = []): boolean =>
  Object.hasOwn(BUILT_IN_ROLES, name) && (included.length === 0 || included.includes(name))

class LayeredRoleService implements RoleService {
  readonly #collection: Collection<StoredRole>
  readonly #files: FileRoles | undefined
  readonly #builtIn: ReadonlyMap<string, BuiltIn>
  readonly #compiled = new Map<string, CompiledRole>()
  readonly #rights = new RightsResolver((names) => this.resolve(names))
  readonly #sets = new Map<string, RoleSet>()
  /** Lists of names are long-lived parts of subjects, so each is printed once. */
  readonly #keys = new WeakMap<readonly string[], string>()
  /** Names of the sets that a role is part of, found or missing. */
  readonly #setsOf = new Map<string, Set<string>>()

  constructor({ collection, files, builtIn = [] }: RoleServiceParts) {
    this.#collection = collection
    this.#files = files
    this.#builtIn = readBuiltIn(builtIn)
    collection.onChange((name) => this.#forget(name))
    files?.onChange((name) => this.#forget(name))
  }

  find(name: string): RoleDescriptor | undefined {
    return this.#builtIn.get(name)?.descriptor ?? this.#native(name)
  }

  *entries(): IterableIterator<[string, JsonOutput]> {
    for (const [name, { value }] of this.#collection.entries()) {
      if (!this.isReserved(name)) yield [name, printRole(readStored(name, value))]
    }
    for (const [name, { printed }] of this.#builtIn) yield [name, printed]
  }

  print(name: string): JsonOutput | undefined {
    const builtIn = this.#builtIn.get(name)
    if (builtIn) return builtIn.printed
    const native = this.#native(name)
    return native && printRole(native)
  }

  isReserved(name: string): boolean {
    return this.#builtIn.has(name)
  }

  check(name: string, role: RoleDescriptor): void {
    const faults = findRoleFaults(name, role, (candidate) => this.isReserved(candidate))
    if (faults.length > 0) throw validationFailed(faults)
    checkRoleQueries(role)
  }

  async put(name: string, role: RoleDescriptor): Promise<PutOutcome> {
    this.check(name, role)
    const descriptor = writeJsonText(printRole(role))
    for (;;) {
      const current = this.#collection.find(name)
      if (current?.value.descriptor === descriptor) return 'noop'
      if (await this.#collection.put(name, { descriptor }, current?.version ?? 0)) return current ? 'updated' : 'created'
    }
  }

  async delete(name: string): Promise<boolean> {
    if (this.isReserved(name)) throw illegalArgument(`role [${name}] is reserved and cannot be deleted`)
    return name !== '' && (await this.#collection.delete(name))
  }

  rightsOf(subject: Subject): RoleSet {
    return this.#rights.of(subject)
  }

  resolve(names: readonly string[]): RoleSet {
    const key = this.#keyOf(names)
    const known = this.#sets.get(key)
    if (known) return known
    const set = this.#join(names)
    if (this.#sets.size >= MAX_SETS) this.#drop(this.#sets.keys().next().value as string)
    this.#sets.set(key, set)
    for (const name of names) this.#setsWith(name).add(key)
    return set
  }

  #keyOf(names: readonly string[]): string {
    const known = this.#keys.get(names)
    if (known !== undefined) return known
    const key = JSON.stringify(names)
    this.#keys.set(names, key)
    return key
  }

  #join(names: readonly string[]): RoleSet {
    const found: CompiledRole[] = []
    const missing: string[] = []
    for (const name of new Set(names)) {
      const role = this.#compile(name)
      if (role) found.push(role)
      else missing.push(name)
    }
    return joinRoles(found, missing)
  }

  #compile(name: string): CompiledRole | undefined {
    const known = this.#compiled.get(name)
    if (known) return known
    const { stamp, descriptor } = this.#source(name)
    if (!descriptor) return undefined
    const role = compileRole(name, `${JSON.stringify(name)}:${stamp}`, descriptor)
    this.#compiled.set(name, role)
    return role
  }

  /** The role that a name stands for: a built-in one, then one of the file, then a native one. */
  #source(name: string): { readonly stamp: string; readonly descriptor: RoleDescriptor | undefined } {
    const builtIn = this.#builtIn.get(name)
    if (builtIn) return { stamp: '0', descriptor: builtIn.descriptor }
    const file = this.#files?.find(name)
    return file ?? { stamp: String(this.#collection.find(name)?.version ?? 0), descriptor: this.#native(name) }
  }

  #native(name: string): RoleDescriptor | undefined {
    const record = this.#collection.find(name)
    return record && readStored(name, record.value)
  }

  /** A changed role takes with it what was made of it, and nothing else. */
  #forget(name: string): void {
    this.#compiled.delete(name)
    for (const key of this.#setsOf.get(name) ?? []) this.#drop(key)
    this.#setsOf.delete(name)
  }

  #drop(key: string): void {
    this.#sets.delete(key)
    for (const name of JSON.parse(key) as readonly string[]) {
      const keys = this.#setsOf.get(name)
      keys?.delete(key)
      if (keys?.size === 0) this.#setsOf.delete(name)
    }
  }

  #setsWith(name: string): Set<string> {
    const known = this.#setsOf.get(name)
    if (known) return known
    const keys = new Set<string>()
    this.#setsOf.set(name, keys)
    return keys
  }
}

const readStored = (name: string, { descriptor }: StoredRole): RoleDescriptor => parseRole(name, parseJsonText(descriptor))

function readBuiltIn(wanted: readonly string[]): ReadonlyMap<string, BuiltIn> {
  if (wanted.length > 0 && !wanted.includes('superuser')) throw illegalArgument('the [superuser] reserved role must be included')
  const unknown = wanted.filter((name) => !isBuiltInRole(name))
  if (unknown.length > 0) throw illegalArgument(`unknown reserved roles to include [${unknown.join(', ')}]`)
  const roles = Object.entries(BUILT_IN_ROLES).filter(([name]) => isBuiltInRole(name, wanted))
  return new Map(
    roles.map(([name, plain]) => {
      const value = fromPlain(plain)
      const descriptor = parseRole(name, value)
      return [name, { descriptor, printed: value }]
    }),
  )
}
