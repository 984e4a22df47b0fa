/**
 * The cluster privileges and the actions they cover, in the order in which Elasticsearch lists them (in messages and in "granted by").
 * A trailing `*` is a prefix. Facts of Elasticsearch 9.5.
 */

export interface ClusterPrivilege {
  readonly name: string
  readonly actions: readonly string[]
  /** Taken away from `actions`. */
  readonly except?: readonly string[]
  /** Not covered by `actions`, yet granted for some requests (about one's own keys). A privilege that has such counts for nothing else. */
  readonly byRequest?: readonly string[]
  /** False: known, but left out of `_builtin` and of "granted by" lists. */
  readonly listed?: false
}

const SECURITY = 'cluster:admin/xpack/security/'
const security = (...names: readonly string[]): readonly string[] => names.map((name) => SECURITY + name)

const CROSS_CLUSTER_BASE = [
  'cluster:internal/remote_cluster/handshake',
  'cluster:internal/remote_cluster/nodes',
  'cluster:monitor/xpack/info',
]

export const CLUSTER_PRIVILEGES: readonly ClusterPrivilege[] = [
  { name: 'manage_own_api_key', actions: security('api_key/create', 'api_key/update', 'api_key/bulk_update'), byRequest: security('api_key/get', 'api_key/query', 'api_key/invalidate') },
  { name: 'manage_data_stream_global_retention', actions: [] },
  { name: 'monitor_data_stream_global_retention', actions: [] },
  { name: 'none', actions: [] },
  { name: 'cancel_task', actions: ['cluster:admin/tasks/cancel*'] },
  { name: 'clone_api_key', actions: security('api_key/clone*') },
  { name: 'cross_cluster_replication', actions: [...CROSS_CLUSTER_BASE, 'cluster:monitor/state'] },
  { name: 'cross_cluster_search', actions: [...CROSS_CLUSTER_BASE, 'cluster:internal:data/read/esql/open_exchange', 'cluster:internal:data/read/esql/exchange', 'cluster:internal/xpack/enrich/resolve_policy'] },
  { name: 'delegate_pki', actions: security('delegate_pki', 'token/invalidate') },
  { name: 'grant_api_key', actions: security('api_key/grant*') },
  { name: 'manage_autoscaling', actions: ['cluster:admin/autoscaling/*'] },
  { name: 'manage_index_templates', actions: ['indices:admin/template/*', 'indices:admin/index_template/*', 'cluster:admin/component_template/*'] },
  { name: 'manage_logstash_pipelines', actions: ['cluster:admin/logstash/pipeline/*'] },
  { name: 'manage_oidc', actions: security('oidc/*') },
  { name: 'manage_saml', actions: [...security('saml/*', 'token/invalidate', 'token/refresh'), 'cluster:monitor/xpack/security/saml/metadata'] },
  { name: 'manage_search_application', actions: ['cluster:admin/xpack/application/search_application/*'] },
  { name: 'manage_search_query_rules', actions: ['cluster:admin/xpack/query_rules/*'] },
  { name: 'manage_search_synonyms', actions: ['cluster:admin/synonyms/*', 'cluster:admin/synonyms_sets/*', 'cluster:admin/synonym_rules/*'] },
  { name: 'manage_service_account', actions: security('service_account/*') },
  { name: 'manage_token', actions: security('token/*') },
  { name: 'manage_user_profile', actions: security('profile/*') },
  { name: 'monitor_connector', actions: ['cluster:admin/xpack/connector/get', 'cluster:admin/xpack/connector/list', 'cluster:admin/xpack/connector/sync_job/get', 'cluster:admin/xpack/connector/sync_job/list'] },
  { name: 'monitor_enrich', actions: ['cluster:monitor/xpack/enrich/*', 'cluster:admin/xpack/enrich/get'] },
  { name: 'monitor_esql', actions: ['cluster:monitor/xpack/esql/*'] },
  { name: 'monitor_inference', actions: ['cluster:monitor/xpack/inference*', 'cluster:monitor/xpack/ml/trained_models/deployment/infer'] },
  { name: 'monitor_ml', actions: ['cluster:monitor/xpack/ml/*'] },
  { name: 'monitor_reindex', actions: ['cluster:monitor/reindex/*'] },
  { name: 'monitor_rollup', actions: ['cluster:monitor/xpack/rollup/*'] },
  { name: 'monitor_snapshot', actions: ['cluster:admin/snapshot/status*', 'cluster:admin/snapshot/get', 'cluster:admin/repository/get'] },
  { name: 'monitor_stats', actions: ['cluster:monitor/stats*'] },
  { name: 'monitor_text_structure', actions: ['cluster:monitor/text_structure/*'] },
  { name: 'monitor_watcher', actions: ['cluster:monitor/xpack/watcher/*'] },
  { name: 'post_behavioral_analytics_event', actions: ['cluster:admin/xpack/application/analytics/post_event'] },
  { name: 'read_ccr', actions: ['cluster:monitor/state', SECURITY + 'user/has_privileges'] },
  { name: 'read_connector_secrets', actions: ['cluster:admin/xpack/connector/secret/get'] },
  { name: 'read_fleet_secrets', actions: ['cluster:admin/fleet/secrets/get'] },
  { name: 'read_ilm', actions: ['cluster:admin/ilm/get', 'cluster:admin/ilm/operation_mode/get'] },
  { name: 'read_pipeline', actions: ['cluster:admin/ingest/pipeline/get', 'cluster:admin/ingest/pipeline/simulate'] },
  { name: 'read_project_routing', actions: ['cluster:monitor/project_routing/*'], listed: false },
  { name: 'read_security', actions: security('api_key/get', 'api_key/query', 'privilege/builtin/get', 'privilege/get', 'profile/get', 'profile/has_privileges', 'profile/suggest', 'role/get', 'role/query', 'role_mapping/get', 'service_account/get', 'service_account/credential/get*', 'user/get', 'user/query', 'user/list_privileges', 'user/has_privileges', 'settings/get', 'lockout/get', 'explain') },
  { name: 'read_slm', actions: ['cluster:admin/slm/status', 'cluster:admin/slm/get', 'cluster:admin/ilm/operation_mode/get'] },
  { name: 'transport_client', actions: ['cluster:monitor/nodes/liveness', 'cluster:monitor/state'] },
  { name: 'write_connector_secrets', actions: ['cluster:admin/xpack/connector/secret/delete', 'cluster:admin/xpack/connector/secret/post', 'cluster:admin/xpack/connector/secret/put'] },
  { name: 'write_fleet_secrets', actions: ['cluster:admin/fleet/secrets/delete', 'cluster:admin/fleet/secrets/post'] },
  { name: 'create_snapshot', actions: ['cluster:admin/snapshot/create', 'cluster:admin/snapshot/status*', 'cluster:admin/snapshot/get', 'cluster:admin/repository/get'] },
  { name: 'manage_behavioral_analytics', actions: ['cluster:admin/xpack/application/analytics/*'] },
  { name: 'manage_ccr', actions: ['cluster:admin/xpack/ccr/*', 'cluster:monitor/state', SECURITY + 'user/has_privileges'] },
  { name: 'manage_connector', actions: ['cluster:admin/xpack/connector/*'], except: ['cluster:admin/xpack/connector/secret/delete', 'cluster:admin/xpack/connector/secret/get', 'cluster:admin/xpack/connector/secret/post', 'cluster:admin/xpack/connector/secret/put'] },
  { name: 'manage_enrich', actions: ['cluster:admin/xpack/enrich/*', 'cluster:monitor/xpack/enrich/*'] },
  { name: 'manage_ilm', actions: ['cluster:admin/ilm/*'] },
  { name: 'manage_inference', actions: ['cluster:admin/xpack/inference/*', 'cluster:monitor/xpack/inference*', 'cluster:admin/xpack/ml/trained_models/deployment/start', 'cluster:admin/xpack/ml/trained_models/deployment/stop', 'cluster:monitor/xpack/ml/trained_models/deployment/infer'] },
  { name: 'manage_ml', actions: ['cluster:admin/xpack/ml/*', 'cluster:monitor/xpack/ml/*'] },
  { name: 'manage_project_routing', actions: ['cluster:admin/project_routing/*', 'cluster:monitor/project_routing/*'], listed: false },
  { name: 'manage_reindex', actions: ['cluster:admin/reindex/*', 'cluster:monitor/reindex/*'] },
  { name: 'manage_rollup', actions: ['cluster:admin/xpack/rollup/*', 'cluster:monitor/xpack/rollup/*'] },
  { name: 'manage_slm', actions: ['cluster:admin/slm/*', 'cluster:admin/ilm/start', 'cluster:admin/ilm/stop', 'cluster:admin/ilm/operation_mode/get'] },
  { name: 'manage_watcher', actions: ['cluster:admin/xpack/watcher/*', 'cluster:monitor/xpack/watcher/*'] },
  { name: 'monitor_data_frame_transforms', actions: ['cluster:monitor/data_frame/*', 'cluster:monitor/transform/*'] },
  { name: 'monitor_transform', actions: ['cluster:monitor/data_frame/*', 'cluster:monitor/transform/*'] },
  { name: 'manage_ingest_pipelines', actions: ['cluster:admin/ingest/pipeline/*'] },
  { name: 'manage_pipeline', actions: ['cluster:admin/ingest/pipeline/*'] },
  { name: 'manage_api_key', actions: security('api_key/*') },
  { name: 'manage_data_frame_transforms', actions: ['cluster:admin/data_frame/*', 'cluster:monitor/data_frame/*', 'cluster:admin/transform/*', 'cluster:monitor/transform/*'] },
  { name: 'manage_transform', actions: ['cluster:admin/data_frame/*', 'cluster:monitor/data_frame/*', 'cluster:admin/transform/*', 'cluster:monitor/transform/*'] },
  { name: 'manage_security', actions: security('*'), except: security('delegate_pki') },
  { name: 'monitor', actions: ['cluster:monitor/*', 'indices:admin/template/get', 'indices:admin/index_template/get', 'cluster:admin/component_template/get'] },
  { name: 'manage', actions: ['cluster:*', 'indices:admin/template/*', 'indices:admin/index_template/*'], except: security('*') },
  { name: 'all', actions: ['cluster:*', 'indices:admin/template/*', 'indices:admin/index_template/*'] },
]
