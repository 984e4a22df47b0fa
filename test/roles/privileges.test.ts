import { describe, expect, it } from 'vitest'
import { coversCluster, coversIndex } from '../../src/authz/privilege-check.ts'
import { CLUSTER_PRIVILEGES } from '../../src/roles/data/cluster-privileges.ts'
import { INDEX_PRIVILEGES } from '../../src/roles/data/index-privileges.ts'
import {
  builtInPrivilegeNames,
  clusterPrivilegesGranting,
  getClusterPrivilege,
  getIndexPrivilege,
  indexPrivilegesGranting,
} from '../../src/roles/privileges.ts'
import { fixedRoles, role } from '../authz/fakes.ts'
import { CLUSTER_COVERS, INDEX_COVERS } from './data/covered-privileges.ts'

const holding = (plain: unknown) => fixedRoles({ r: role(plain) }).resolve(['r'])

/** Elasticsearch says that `manage_failure_store` covers `manage`, which it does not grant; we say what is granted. */
const FAILURES_ONLY: Readonly<Record<string, readonly string[]>> = {
  manage_failure_store: ['none', 'manage_failure_store'],
  read_failure_store: ['none', 'read_failure_store'],
}

describe('privileges', () => {
  it('are all there', () => {
    expect(builtInPrivilegeNames().cluster).toHaveLength(66)
    expect(builtInPrivilegeNames().index).toHaveLength(32)
    expect(CLUSTER_PRIVILEGES.map((row) => row.name).sort()).toEqual(Object.keys(CLUSTER_COVERS).sort())
    expect(INDEX_PRIVILEGES.map((row) => row.name).sort()).toEqual(Object.keys(INDEX_COVERS).sort())
  })

  it.each(Object.keys(CLUSTER_COVERS))('cluster privilege [%s] covers what Elasticsearch says', (name) => {
    const roles = holding({ cluster: [name] })
    const covered = Object.keys(CLUSTER_COVERS).filter((other) => coversCluster(roles, other))
    expect(covered.sort()).toEqual([...(CLUSTER_COVERS[name] ?? [])].sort())
  })

  it.each(Object.keys(INDEX_COVERS))('index privilege [%s] covers what Elasticsearch says', (name) => {
    const roles = holding({ indices: [{ names: ['x'], privileges: [name] }] })
    const names = Object.keys(INDEX_COVERS)
    const verdicts = coversIndex(roles, 'x', names, false)
    const expected = FAILURES_ONLY[name] ?? INDEX_COVERS[name] ?? []
    expect(names.filter((_, at) => verdicts[at]).sort()).toEqual([...expected].sort())
  })

  // As printed by Elasticsearch in denials.
  it.each([
    ['cluster:admin/xpack/security/user/get', 'read_security,manage_security,all'],
    ['cluster:admin/xpack/security/api_key/grant', 'grant_api_key,manage_api_key,manage_security,all'],
    ['cluster:admin/xpack/security/api_key/clone', 'clone_api_key,manage_api_key,manage_security,all'],
    ['cluster:admin/xpack/security/api_key/create', 'manage_own_api_key,manage_api_key,manage_security,all'],
    ['cluster:admin/xpack/security/api_key/invalidate', 'manage_api_key,manage_security,all'],
    ['cluster:admin/xpack/security/api_key/get', 'read_security,manage_api_key,manage_security,all'],
    ['cluster:admin/xpack/security/token/create', 'manage_token,manage_security,all'],
    ['cluster:admin/xpack/security/user/change_password', 'manage_security,all'],
    ['cluster:admin/xpack/security/user/has_privileges', 'read_ccr,read_security,manage_ccr,manage_security,all'],
    ['cluster:monitor/task', 'monitor,manage,all'],
    ['cluster:monitor/state', 'cross_cluster_replication,read_ccr,transport_client,manage_ccr,monitor,manage,all'],
    ['cluster:admin/settings/update', 'manage,all'],
  ])('[%s] is granted by the cluster privileges [%s]', (action, names) => {
    expect(clusterPrivilegesGranting(action).join()).toBe(names)
  })

  it.each([
    ['indices:data/read/search', 'read,all'],
    ['indices:data/read/field_caps', 'view_index_metadata,manage,read,all'],
    ['indices:data/write/index', 'create_doc,create,index,write,all'],
    ['indices:data/write/index:op_type/index', 'create,index,write,all'],
    ['indices:data/write/bulk[s]', 'create_doc,create,delete,index,write,all'],
    ['indices:data/write/delete', 'delete,write,all'],
    ['indices:data/write/update', 'index,write,all'],
    ['indices:admin/auto_create', 'auto_configure,create_index,manage,all'],
    ['indices:admin/create', 'create_index,manage,all'],
    ['indices:admin/delete', 'delete_index,manage,all'],
    ['indices:admin/refresh', 'maintenance,manage,all'],
    ['indices:admin/close', 'manage_follow_index,manage,all'],
    ['indices:admin/mapping/put', 'manage,all'],
    ['indices:admin/mappings/get', 'view_index_metadata,manage,all'],
    ['indices:admin/shards/search_shards', 'read_cross_cluster,view_index_metadata,manage,read,all'],
    ['indices:monitor/stats', 'monitor,cross_cluster_replication,manage,all'],
    ['indices:monitor/settings/get', 'monitor,view_index_metadata,manage,all'],
    ['indices:monitor/recovery', 'monitor,manage,all'],
  ])('[%s] is granted by the index privileges [%s]', (action, names) => {
    expect(indexPrivilegesGranting(action).join()).toBe(names)
  })

  it('are taken in any case, and as raw patterns', () => {
    expect(getClusterPrivilege('MONITOR').actions.includes('cluster:monitor/main')).toBe(true)
    expect(getClusterPrivilege('cluster:monitor/ma').actions.includes('cluster:monitor/main')).toBe(true)
    expect(getIndexPrivilege('indices:data/read/search').actions.includes('indices:data/read/search[phase]')).toBe(true)
    expect(getIndexPrivilege('indices:data/read/search').actions.includes('indices:data/read/get')).toBe(false)
  })

  it.each(['nope', '*', '', 'indices:data/read/search', 'constructor', '__proto__'])(
    'refuses [%s] as a cluster privilege',
    (name) => {
      expect(() => getClusterPrivilege(name)).toThrow(`unknown cluster privilege [${name}]. a privilege must be either one of`)
    },
  )

  it.each(['nope', '*', '', 'cluster:monitor/main', 'constructor', '__proto__'])('refuses [%s] as an index privilege', (name) => {
    expect(() => getIndexPrivilege(name)).toThrow(`unknown index privilege [${name}]. a privilege must be either one of`)
  })
})
