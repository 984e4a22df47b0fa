/**
 * Roles of the file `roles.yml`: read at start and again whenever it changes. They go before native roles of the same name and no API shows
 * them. A role that cannot be read grants nothing, and what it may have denied stays denied; a file that cannot be read as a whole stops the
 * start, and later changes nothing.
 */
import { join } from 'node:path'
import { fromPlain } from '../core/json/convert.ts'
import { isJsonObject, type JsonValue } from '../core/json/value.ts'
import { writeJsonText } from '../core/json/write.ts'
import { sha256 } from '../core/secrets.ts'
import { readTextFile, watchFiles } from '../core/watch-files.ts'
import { isRoleMember, parseRole } from './parse-role.ts'
import type { RoleDescriptor } from './role-descriptor.ts'
import { checkRoleName, checkRoleQueries, findDescriptorFaults } from './validate-role.ts'

export interface FileRole {
  /** Differs between any two contents of the file. */
  readonly stamp: string
  /** undefined: it could not be read, and denied nothing. */
  readonly descriptor: RoleDescriptor | undefined
}

export interface FileRoles {
  /** A role that the file names. */
  find(name: string): FileRole | undefined
  /** Told the names whose roles are others now. */
  onChange(listener: (name: string) => void): void
  /** Reads the file now. */
  reload(): Promise<void>
  /** Ends the watching. */
  close(): void
}

export interface FileRolesOptions {
  readonly folder: string
  /** Names that no file may take. */
  readonly isReserved: (name: string) => boolean
  /** Told what is wrong with the file, once for each reading. */
  readonly onFault: (reason: string) => void
}

const FILE = 'roles.yml'

/** Opens the file and watches it; one that is absent has no roles. Throws where it cannot be read. */
export async function openFileRoles({ folder, isReserved, onFault }: FileRolesOptions): Promise<FileRoles> {
  const path = join(folder, FILE)
  const listeners: ((name: string) => void)[] = []
  let roles: ReadonlyMap<string, FileRole> = new Map()
  let readings = 0

  const reload = async (): Promise<void> => {
    const turn = ++readings
    try {
      const read = await readRoles(path, isReserved, onFault)
      // A reading that was overtaken by a later one tells what is no longer so.
      if (turn === readings) replace(read)
    } catch (error) {
      onFault(`[${FILE}] cannot be read, so its roles stay as they were: ${messageOf(error)}`)
    }
  }
  const replace = (read: ReadonlyMap<string, FileRole>): void => {
    const names = new Set([...roles.keys(), ...read.keys()])
    const changed = [...names].filter((name) => roles.get(name)?.stamp !== read.get(name)?.stamp)
    roles = read
    for (const name of changed) for (const listener of listeners) listener(name)
  }

  roles = await readRoles(path, isReserved, onFault).catch((error: unknown) => {
    throw new Error(`[${path}] cannot be read: ${messageOf(error)}`)
  })
  return {
    find: (name) => roles.get(name),
    onChange: (listener) => void listeners.push(listener),
    reload,
    close: watchFiles([path], () => void reload()),
  }
}

/** Throws where the file cannot be read as a whole. */
async function readRoles(
  path: string,
  isReserved: (name: string) => boolean,
  onFault: (reason: string) => void,
): Promise<ReadonlyMap<string, FileRole>> {
  const faults: string[] = []
  const roles = new Map<string, FileRole>()
  for (const [name, value] of await readMembers(path)) {
    const { role, fault } = readRole(name, value, isReserved)
    if (role) roles.set(name, role)
    if (fault !== undefined) faults.push(`role [${name}] ${role?.descriptor ? 'grants nothing' : 'is skipped'}: ${fault}`)
  }
  if (faults.length > 0) onFault(`[${FILE}] ${faults.join('; ')}`)
  return roles
}

async function readMembers(path: string): Promise<readonly (readonly [string, JsonValue])[]> {
  const text = readTextFile(path)
  if (text.trim() === '') return []
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text, { intAsBigInt: true, merge: false, uniqueKeys: true })
  const [fault] = document.errors
  if (fault) throw fault
  const value = fromPlain(document.toJS({ mapAsMap: true, maxAliasCount: 0 }))
  if (value === null) return []
  if (!(value instanceof Map)) throw new Error('expected `name: role`')
  return [...value]
}

/** What cannot be a name of a role at all is left out; any other fault leaves what the role denies. */
function readRole(
  name: string,
  value: JsonValue,
  isReserved: (name: string) => boolean,
): { readonly role?: FileRole; readonly fault?: string } {
  try {
    checkRoleName(name)
    if (isReserved(name)) return { fault: 'its name is reserved' }
  } catch (error) {
    return { fault: messageOf(error) }
  }
  const stamp = `file:${sha256(`${name}\n${writeJsonText(value)}`).toString('base64')}`
  try {
    const descriptor = parseRole(name, value ?? new Map())
    const faults = findDescriptorFaults(descriptor)
    checkRoleQueries(descriptor)
    if (faults.length === 0) return { role: { stamp, descriptor } }
    return { role: { stamp, descriptor: denialsOf(name, value) }, fault: faults.join(', ') }
  } catch (error) {
    return { role: { stamp, descriptor: denialsOf(name, value) }, fault: messageOf(error) }
  }
}

/**
 * What a role with a fault still denies, so that its holders gain nothing by the fault. Where that cannot be told (the denials have a fault,
 * or a member is unknown and may have been meant for them) it denies everything.
 */
function denialsOf(name: string, value: JsonValue): RoleDescriptor | undefined {
  if (!isJsonObject(value) || ![...value.keys()].every(isRoleMember)) return parseRole(name, EVERYTHING)
  const deny = value.get('deny')
  if (deny === undefined) return undefined
  try {
    const denials = parseRole(name, new Map([['deny', deny]]))
    return findDescriptorFaults(denials).length === 0 ? denials : parseRole(name, EVERYTHING)
  } catch {
    return parseRole(name, EVERYTHING)
  }
}

const EVERYTHING = fromPlain({ deny: { cluster: ['all'], indices: [{ names: ['*'], privileges: ['all'] }] } })

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown error')
