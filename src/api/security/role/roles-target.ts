/** What a request that puts roles acts on: a holder of `global.role.manage` may put roles that grant nothing but what he manages. */
import type { Targets } from '../../../request/names.ts'
import type { RoleDescriptor } from '../../../roles/role-descriptor.ts'

export function rolesTarget(roles: readonly RoleDescriptor[]): Extract<Targets, { kind: 'cluster' }> {
  if (!roles.every(grantsIndicesOnly)) return { kind: 'cluster' }
  return { kind: 'cluster', indexPrivileges: roles.flatMap(({ indices }) => indices) }
}

const grantsIndicesOnly = ({
  cluster,
  global,
  applications,
  runAs,
  remoteIndices,
  remoteCluster,
  deny,
}: RoleDescriptor): boolean =>
  global === undefined &&
  deny === undefined &&
  [cluster, applications, runAs, remoteIndices, remoteCluster].every((list) => list.length === 0)
