/**
 * The index privileges and the actions they cover, in the order of "granted by" lists. A trailing `*` is a prefix.
 * Facts of Elasticsearch 9.5.
 */

export interface IndexPrivilege {
  readonly name: string
  readonly actions: readonly string[]
  /** Which documents of a data stream it opens: its data, its failure store, or both. */
  readonly selector: 'data' | 'failures' | 'all'
}

const CCR = 'internal:transport/proxy/'

export const INDEX_PRIVILEGES: readonly IndexPrivilege[] = [
  { name: 'none', actions: [], selector: 'data' },
  { name: 'create_doc', actions: ['indices:data/write/index', 'indices:data/write/index[*', 'indices:data/write/index:op_type/create', 'indices:data/write/bulk*', 'indices:data/write/simulate/bulk*', 'indices:data/write/otlp/*', 'indices:data/write/prometheus/*'], selector: 'data' },
  { name: 'create', actions: ['indices:data/write/index*', 'indices:data/write/bulk*', 'indices:data/write/simulate/bulk*', 'indices:data/write/otlp/*', 'indices:data/write/prometheus/*'], selector: 'data' },
  { name: 'auto_configure', actions: ['indices:admin/mapping/auto_put', 'indices:admin/auto_create'], selector: 'data' },
  { name: 'create_index', actions: ['indices:admin/create', 'indices:admin/auto_create', 'indices:admin/data_stream/create'], selector: 'data' },
  { name: 'delete', actions: ['indices:data/write/delete*', 'indices:data/write/bulk*'], selector: 'data' },
  { name: 'delete_index', actions: ['indices:admin/delete', 'indices:admin/data_stream/delete'], selector: 'data' },
  { name: 'index', actions: ['indices:data/write/index*', 'indices:data/write/bulk*', 'indices:data/write/update*', 'indices:data/write/simulate/bulk*', 'indices:data/write/otlp/*', 'indices:data/write/prometheus/*'], selector: 'data' },
  { name: 'maintenance', actions: ['indices:admin/refresh*', 'indices:admin/flush*', 'indices:admin/synced_flush', 'indices:admin/forcemerge*'], selector: 'data' },
  { name: 'manage_data_stream_lifecycle', actions: ['indices:admin/data_stream/lifecycle/*'], selector: 'all' },
  { name: 'manage_follow_index', actions: ['indices:admin/xpack/ccr/put_follow', 'indices:admin/xpack/ccr/unfollow', 'indices:admin/close*', 'indices:admin/data_stream/promote', 'indices:admin/rollover'], selector: 'data' },
  { name: 'manage_ilm', actions: ['indices:admin/ilm/*'], selector: 'data' },
  { name: 'manage_leader_index', actions: ['indices:admin/xpack/ccr/forget_follower*'], selector: 'data' },
  { name: 'monitor', actions: ['indices:monitor/*'], selector: 'data' },
  { name: 'read_cross_cluster', actions: ['internal:transport/proxy/indices:data/read/*', 'indices:admin/shards/search_shards', 'indices:admin/search/search_shards', 'indices:admin/resolve/cluster', 'indices:data/read/esql', 'indices:data/read/esql/compute'], selector: 'data' },
  { name: 'view_index_metadata', actions: ['indices:admin/aliases/get', 'indices:admin/get', 'indices:admin/mappings/fields/get*', 'indices:admin/mappings/get', 'indices:admin/shards/search_shards', 'indices:admin/search/search_shards', 'indices:admin/validate/query*', 'indices:monitor/settings/get', 'indices:admin/ilm/explain', 'indices:admin/data_stream/lifecycle/get', 'indices:admin/data_stream/lifecycle/explain', 'indices:admin/data_stream/get', 'indices:admin/resolve/index', 'indices:admin/resolve/cluster', 'indices:data/read/field_caps*', 'indices:data/read/xpack/rollup/get/index/caps*', 'indices:monitor/transform/checkpoint*'], selector: 'data' },
  { name: 'cross_cluster_replication', actions: ['indices:data/read/xpack/ccr/shard_changes*', 'indices:monitor/stats*', 'indices:admin/seq_no/add_retention_lease*', 'indices:admin/seq_no/remove_retention_lease*', 'indices:admin/seq_no/renew_retention_lease*'], selector: 'data' },
  { name: 'cross_cluster_replication_internal', actions: ['indices:internal/admin/ccr/restore/session/clear*', 'indices:internal/admin/ccr/restore/file_chunk/get*', 'indices:internal/admin/ccr/restore/session/put*', `${CCR}indices:internal/admin/ccr/restore/session/clear*`, `${CCR}indices:internal/admin/ccr/restore/file_chunk/get*`], selector: 'data' },
  { name: 'create_dataset', actions: ['indices:admin/esql/dataset/put'], selector: 'data' },
  { name: 'create_view', actions: ['indices:admin/esql/view/put'], selector: 'data' },
  { name: 'delete_dataset', actions: ['indices:admin/esql/dataset/delete'], selector: 'data' },
  { name: 'delete_view', actions: ['indices:admin/esql/view/delete'], selector: 'data' },
  { name: 'read_dataset_metadata', actions: ['indices:admin/esql/dataset/get'], selector: 'data' },
  { name: 'read_view_metadata', actions: ['indices:admin/esql/view/get'], selector: 'data' },
  { name: 'manage_dataset', actions: ['indices:admin/esql/dataset/*'], selector: 'data' },
  { name: 'manage_view', actions: ['indices:admin/esql/view*'], selector: 'data' },
  { name: 'manage_failure_store', actions: ['indices:monitor/*', 'indices:admin/*', 'indices:data/read/field_caps*', 'indices:data/read/xpack/rollup/get/index/caps*'], selector: 'failures' },
  { name: 'read_failure_store', actions: ['indices:data/read/*', 'indices:admin/resolve/index'], selector: 'failures' },
  { name: 'manage', actions: ['indices:monitor/*', 'indices:admin/*', 'indices:data/read/field_caps*', 'indices:data/read/xpack/rollup/get/index/caps*'], selector: 'all' },
  { name: 'read', actions: ['indices:data/read/*', 'indices:admin/resolve/index', 'indices:admin/resolve/cluster', 'internal:transport/proxy/indices:data/read/*', 'indices:admin/shards/search_shards', 'indices:admin/search/search_shards'], selector: 'data' },
  { name: 'write', actions: ['indices:data/write/*', 'indices:admin/mapping/auto_put'], selector: 'data' },
  { name: 'all', actions: ['indices:*', 'internal:transport/proxy/indices:*'], selector: 'all' },
]
