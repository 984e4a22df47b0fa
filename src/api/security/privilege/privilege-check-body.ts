/** The body of `_has_privileges`: which privileges are asked about. Its entries are read like those of a role. */
import { type ElasticError, illegalArgument, parseFailure, validationFailed } from '../../../core/errors.ts'
import { isJsonObject, type JsonObject, type JsonValue, tokenName } from '../../../core/json/value.ts'
import { findApplicationNameFault } from '../../../roles/application-names.ts'
import { compileNamePattern } from '../../../roles/name-pattern.ts'
import { parseApplications } from '../../../roles/parse-applications.ts'
import { parseIndices } from '../../../roles/parse-indices.ts'
import { getClusterPrivilege, getIndexPrivilege } from '../../../roles/privileges.ts'
import type { ApplicationEntry, IndicesEntry } from '../../../roles/role-descriptor.ts'
import { readStrings } from '../../../roles/role-readers.ts'

export interface PrivilegeQuestions {
  readonly cluster: readonly string[]
  readonly index: readonly IndicesEntry[]
  readonly application: readonly ApplicationEntry[]
}

/** Names that one request may ask about. */
const MAX_NAMES = 10_000

/** Reads and checks the body; `username` stands in error texts. */
export function parseQuestions(username: string, body: JsonValue): PrivilegeQuestions {
  const questions = readQuestions(`${username}/has_privileges`, body)
  for (const privilege of questions.cluster) getClusterPrivilege(privilege)
  for (const entry of questions.index) checkIndexEntry(entry)
  const faults = questions.application.flatMap(
    ({ application }) => findApplicationNameFault(application, { pattern: false }) ?? [],
  )
  if (faults.length > 0) throw validationFailed(faults)
  for (const { resources } of questions.application) for (const resource of resources) compileNamePattern(resource)
  const { cluster, index, application } = questions
  if (cluster.length + index.length + application.length === 0) throw validationFailed(['must specify at least one privilege'])
  const size = cluster.length + count(index, 'names') + count(application, 'resources')
  if (size > MAX_NAMES) throw illegalArgument(`a privileges check may name at most [${MAX_NAMES}] names, but found [${size}]`)
  return questions
}

const count = <Field extends string>(
  entries: readonly ({ readonly privileges: readonly string[] } & Readonly<Record<Field, readonly string[]>>)[],
  field: Field,
): number => entries.reduce((sum, entry) => sum + entry[field].length * entry.privileges.length, 0)

function readQuestions(check: string, body: JsonValue): PrivilegeQuestions {
  const fail = (reason: string): ElasticError => parseFailure(`failed to parse privileges check [${check}]. ${reason}`)
  if (!isJsonObject(body)) throw fail(`expected an object but found [${tokenName(body)}] instead`)
  let cluster: readonly string[] | undefined
  let index: readonly IndicesEntry[] | undefined
  let application: readonly ApplicationEntry[] | undefined
  for (const [field, value] of body) {
    if (field === 'cluster') cluster = value === null ? undefined : readStrings(check, body, field)
    else if (field === 'index') index = readIndex(check, body)
    else if (field === 'application' || field === 'applications') application = parseApplications(check, body, field)
    else throw fail(`unexpected field [${field}]`)
  }
  if (!cluster && !index && !application) throw fail('All privilege fields [cluster,index,applications] are missing')
  return { cluster: cluster ?? [], index: index ?? [], application: application ?? [] }
}

function readIndex(check: string, body: JsonObject): readonly IndicesEntry[] {
  const entries = parseIndices(check, body, 'index')
  for (const entry of entries) {
    if (entry.fieldSecurity) throw parseFailure('Field [field_security] is not supported in a has_privileges request')
    if (entry.query !== undefined) throw parseFailure('Field [query] is not supported in a has_privileges request')
  }
  return entries
}

function checkIndexEntry({ names, privileges }: IndicesEntry): void {
  for (const privilege of privileges) getIndexPrivilege(privilege)
  for (const name of names) compileNamePattern(name)
}
