/**
 * The `deny` member of a role, which is ours: privileges that the role takes away from whoever holds it, whatever grants them. Its form is
 * that of the grants: `{"cluster": ["…"], "indices": [{"names": ["…"], "privileges": ["…"]}]}`. Its patterns cover restricted names too.
 */
import { type ElasticError, parseFailure } from '../core/errors.ts'
import type { JsonOutput } from '../core/json/output.ts'
import { positionOf } from '../core/json/positions.ts'
import { isJsonObject, type JsonObject, tokenName } from '../core/json/value.ts'
import { at } from './role-failure.ts'
import { entriesFailure, entriesOf, readStrings } from './role-readers.ts'

export interface DeniedIndices {
  readonly names: readonly string[]
  readonly privileges: readonly string[]
}

export interface DeniedPrivileges {
  readonly cluster: readonly string[]
  readonly indices: readonly DeniedIndices[]
}

/** Reads member `deny` of a role; undefined where nothing is denied by it. */
export function parseDeny(role: string, body: JsonObject): DeniedPrivileges | undefined {
  const value = body.get('deny') ?? null
  const fail = (reason: string): ElasticError =>
    at(parseFailure(`failed to parse deny for role [${role}]. ${reason}`), positionOf(body, 'deny'))
  if (!isJsonObject(value)) throw fail(`expected an object but found [${tokenName(value)}] instead`)
  for (const field of value.keys()) if (field !== 'cluster' && field !== 'indices') throw fail(`unexpected field [${field}]`)
  const cluster = readStrings(role, value, 'cluster')
  const indices = value.has('indices') ? readIndices(role, value) : []
  return cluster.length + indices.length === 0 ? undefined : { cluster, indices }
}

/** Shown only where something is denied. */
export const printDeny = ({ cluster, indices }: DeniedPrivileges): JsonOutput => ({
  cluster: cluster.length > 0 ? cluster : undefined,
  indices: indices.length > 0 ? indices.map(({ names, privileges }) => ({ names, privileges })) : undefined,
})

function readIndices(role: string, deny: JsonObject): readonly DeniedIndices[] {
  const list = entriesOf('indices', role, deny, 'indices')
  return list.map((entry, index) => {
    const fail = (reason: string): ElasticError => entriesFailure('indices', role, reason, list, index)
    if (!isJsonObject(entry)) throw fail(`expected an object but found [${tokenName(entry)}] instead`)
    for (const field of entry.keys()) if (field !== 'names' && field !== 'privileges') throw fail(`unexpected field [${field}]`)
    const single = entry.get('names')
    const names = typeof single === 'string' ? [single] : readStrings(role, entry, 'names')
    const privileges = readStrings(role, entry, 'privileges')
    if (names.length === 0) throw fail('[names] must hold at least one name')
    if (privileges.length === 0) throw fail('[privileges] must hold at least one privilege')
    return { names, privileges }
  })
}
