/**
 * Privileges by name: the tables compiled, raw action patterns taken as privileges, and the lists that denials print.
 * Names are taken in any case and kept as they came.
 */
import { illegalArgument } from '../core/errors.ts'
import { type ActionSet, compileActions } from './action-set.ts'
import { CLUSTER_PRIVILEGES, type ClusterPrivilege } from './data/cluster-privileges.ts'
import { INDEX_PRIVILEGES, type IndexPrivilege } from './data/index-privileges.ts'

/** A privilege, ready to be asked. */
export interface CompiledClusterPrivilege {
  readonly name: string
  readonly actions: ActionSet
  /** Actions an API may grant by what its request asks for; empty for most. */
  readonly byRequest: ReadonlySet<string>
}

export interface CompiledIndexPrivilege {
  readonly actions: ActionSet
  readonly selector: IndexPrivilege['selector']
}

/** Remote cluster privileges there are. */
export const REMOTE_CLUSTER_PRIVILEGES = ['monitor_enrich', 'monitor_stats'] as const

const clusterTable = new Map(CLUSTER_PRIVILEGES.map((row) => [row.name, compileCluster(row)]))
const indexTable = new Map(INDEX_PRIVILEGES.map((row) => [row.name, compileIndex(row)]))
const anyClusterAction = (clusterTable.get('all') as CompiledClusterPrivilege).actions
const anyIndexAction = (indexTable.get('all') as CompiledIndexPrivilege).actions

/** The names that `_builtin` lists, sorted. */
export const builtInPrivilegeNames = (): { readonly cluster: readonly string[]; readonly index: readonly string[] } => ({
  cluster: CLUSTER_PRIVILEGES.filter((row) => row.listed !== false)
    .map((row) => row.name)
    .sort(),
  index: INDEX_PRIVILEGES.map((row) => row.name).sort(),
})

/** A cluster privilege by name or as a raw action pattern; throws 400 `unknown cluster privilege`. */
export function getClusterPrivilege(name: string): CompiledClusterPrivilege {
  const known = clusterTable.get(name.toLowerCase())
  if (known) return known
  const pattern = name.toLowerCase()
  if (anyClusterAction.includes(pattern)) {
    return { name: pattern, actions: compileActions([`${pattern}*`]), byRequest: new Set() }
  }
  const names = CLUSTER_PRIVILEGES.map((row) => row.name).join(',')
  throw illegalArgument(
    `unknown cluster privilege [${name}]. a privilege must be either one of the predefined cluster privilege names [${names}] or a pattern over one of the available cluster actions`,
  )
}

/** An index privilege by name or as a raw action pattern; throws 400 `unknown index privilege`. */
export function getIndexPrivilege(name: string): CompiledIndexPrivilege {
  const known = indexTable.get(name.toLowerCase())
  if (known) return known
  const pattern = name.toLowerCase()
  if (anyIndexAction.includes(pattern)) return { actions: compileActions([`${pattern}*`]), selector: 'data' }
  const names = builtInPrivilegeNames().index.join(',')
  throw illegalArgument(
    `unknown index privilege [${name}]. a privilege must be either one of the predefined fixed indices privileges [${names}] or a pattern over one of the available index actions`,
  )
}

/** Whether an action is the cluster's (the others are an index's). */
export const isClusterAction = (action: string): boolean => anyClusterAction.includes(action)

/** The cluster privileges that grant an action, least first. */
export const clusterPrivilegesGranting = (action: string): readonly string[] =>
  CLUSTER_PRIVILEGES.filter(({ name, listed }) => listed !== false && clusterTable.get(name)?.actions.includes(action)).map(
    (row) => row.name,
  )

/** The index privileges that grant an action on data, least first. */
export const indexPrivilegesGranting = (action: string): readonly string[] =>
  INDEX_PRIVILEGES.filter(({ name, selector }) => selector !== 'failures' && indexTable.get(name)?.actions.includes(action)).map(
    (row) => row.name,
  )

/** Those that grant it on failure stores only. */
export const failurePrivilegesGranting = (action: string): readonly string[] =>
  INDEX_PRIVILEGES.filter(({ name, selector }) => selector === 'failures' && indexTable.get(name)?.actions.includes(action)).map(
    (row) => row.name,
  )

function compileCluster({ name, actions, except, byRequest }: ClusterPrivilege): CompiledClusterPrivilege {
  return { name, actions: compileActions(actions, except), byRequest: new Set(byRequest) }
}

function compileIndex({ actions, selector }: IndexPrivilege): CompiledIndexPrivilege {
  return { actions: compileActions(actions), selector }
}
