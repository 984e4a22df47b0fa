/**
 * Privileges that applications define for themselves: names that stand for actions. Kept in a collection; roles refer to them by name.
 * Called by the privilege APIs and by privilege checks.
 */
import { validationFailed } from '../core/errors.ts'
import type { JsonOutput } from '../core/json/output.ts'
import { parseJsonText } from '../core/json/parse.ts'
import { isJsonObject, type JsonObject } from '../core/json/value.ts'
import { writeJsonText } from '../core/json/write.ts'
import type { Collection } from '../store/collection.ts'
import { findActionFault, findApplicationNameFault, findPrivilegeNameFault } from './application-names.ts'
import { compileNamePatterns } from './name-pattern.ts'

export interface ApplicationPrivilege {
  readonly application: string
  readonly name: string
  readonly actions: readonly string[]
  readonly metadata: JsonObject
}

export interface StoredPrivilege {
  readonly application: string
  readonly name: string
  readonly actions: readonly string[]
  /** JSON text. */
  readonly metadata: string
}

export interface ApplicationPrivileges {
  find(application: string, name: string): ApplicationPrivilege | undefined
  /** Those of the applications that a pattern matches; every one where none are named. */
  list(applications: readonly string[], names: readonly string[]): readonly ApplicationPrivilege[]
  /** Durable when it resolves; whether each was new. Throws 400 listing every fault, and then stores none. */
  put(privileges: readonly ApplicationPrivilege[]): Promise<readonly boolean[]>
  delete(application: string, name: string): Promise<boolean>
}

export function createApplicationPrivileges({
  collection,
}: {
  readonly collection: Collection<StoredPrivilege>
}): ApplicationPrivileges {
  const find: ApplicationPrivileges['find'] = (application, name) => {
    const record = collection.find(idOf(application, name))
    return record && readStored(record.value)
  }

  const put = async (privilege: ApplicationPrivilege): Promise<boolean> => {
    const { application, name, actions, metadata } = privilege
    const id = idOf(application, name)
    const isNew = collection.find(id) === undefined
    await collection.put(id, { application, name, actions, metadata: writeJsonText(metadata) })
    return isNew
  }

  return {
    find,
    list(applications, names) {
      const matches = compileNamePatterns(applications)
      const isWanted = ({ application, name }: StoredPrivilege): boolean =>
        (applications.length === 0 || matches(application)) && (names.length === 0 || names.includes(name))
      return [...collection.entries()].flatMap(([, { value }]) => (isWanted(value) ? [readStored(value)] : []))
    },
    async put(privileges) {
      const faults = privileges.flatMap(findFaults)
      if (privileges.length === 0) faults.push('At least one application privilege must be provided')
      if (faults.length > 0) throw validationFailed(faults)
      return Promise.all(privileges.map(put))
    },
    delete: (application, name) => collection.delete(idOf(application, name)),
  }
}

/** As replies show it. */
export const printPrivilege = ({ application, name, actions, metadata }: ApplicationPrivilege): JsonOutput => ({
  application,
  name,
  actions,
  metadata,
})

/** Neither part can be taken for the other's. */
const idOf = (application: string, name: string): string => JSON.stringify([application, name])

function readStored({ application, name, actions, metadata }: StoredPrivilege): ApplicationPrivilege {
  const parsed = parseJsonText(metadata)
  return { application, name, actions, metadata: isJsonObject(parsed) ? parsed : new Map() }
}

function findFaults({ application, name, actions, metadata }: ApplicationPrivilege): string[] {
  const faults: (string | undefined)[] = [findApplicationNameFault(application, { pattern: false }), findPrivilegeNameFault(name)]
  if (actions.length === 0) faults.push('Application privileges must have at least one action')
  for (const action of actions) faults.push(findActionFault(action))
  if ([...metadata.keys()].some((key) => key.startsWith('_'))) {
    faults.push(`metadata keys may not start with [_] (in privilege ${application} ${name})`)
  }
  return faults.filter((fault) => fault !== undefined)
}
