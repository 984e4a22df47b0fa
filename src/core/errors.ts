/**
 * The catalogue of errors: every refusal the server can give has a stable type, HTTP status and wording, as Elasticsearch has them.
 * Thrown anywhere by name, turned into bytes in one place (`http/error-body.ts`). Callers compare `type`, never a message.
 */
import type { JsonOutput } from './json/output.ts'

/** HTTP status of each error type that has one of its own; a type without a line here is an internal error (500). */
export const ERROR_STATUS = {
  action_request_validation_exception: 400,
  aliases_not_found_exception: 404,
  authentication_processing_error: 500,
  bad_parameter_exception: 400,
  circuit_breaking_exception: 429,
  cluster_block_exception: 403,
  content_length_not_allowed_exception: 400,
  content_too_long_exception: 413,
  date_time_exception: 500,
  date_time_parse_exception: 500,
  document_missing_exception: 404,
  document_parsing_exception: 400,
  es_rejected_execution_exception: 429,
  exception: 500,
  feature_not_enabled_exception: 400,
  illegal_argument_exception: 400,
  illegal_state_exception: 500,
  index_closed_exception: 400,
  index_not_found_exception: 404,
  index_template_missing_exception: 404,
  input_coercion_exception: 400,
  invalid_alias_name_exception: 400,
  invalid_index_name_exception: 400,
  invalid_index_template_exception: 400,
  invalid_line_separator_exception: 400,
  invalid_path: 400,
  json_e_o_f_exception: 400,
  json_parse_exception: 400,
  mapper_exception: 400,
  mapper_parsing_exception: 400,
  media_type_header_exception: 400,
  named_object_not_found_exception: 400,
  no_node_available_exception: 503,
  no_such_remote_cluster_exception: 404,
  node_disconnected_exception: 502,
  number_format_exception: 400,
  parse_exception: 400,
  parsing_exception: 400,
  query_shard_exception: 400,
  receive_timeout_transport_exception: 504,
  resource_already_exists_exception: 400,
  resource_not_found_exception: 404,
  role_restriction_exception: 403,
  routing_missing_exception: 400,
  search_context_missing_exception: 404,
  search_phase_execution_exception: 400,
  security_exception: 403,
  settings_exception: 400,
  status_exception: 400,
  stream_constraints_exception: 400,
  strict_dynamic_mapping_exception: 400,
  task_cancelled_exception: 400,
  timeout_exception: 429,
  too_long_http_header_exception: 400,
  too_long_http_line_exception: 400,
  too_many_buckets_exception: 400,
  too_many_nested_clauses: 400,
  too_many_scroll_contexts_exception: 429,
  unavailable_shards_exception: 503,
  unsupported_operation_exception: 500,
  unsupported_selector_exception: 400,
  validation_exception: 400,
  version_conflict_engine_exception: 409,
  x_content_e_o_f_exception: 400,
  x_content_parse_exception: 400,
  zone_rules_exception: 500,
} as const

/** An error type of the catalogue, as it stands in the `type` member of a reply. */
export type ErrorType = keyof typeof ERROR_STATUS

/** What an error carries besides its type and reason. */
export interface ErrorDetails {
  /** Overrides the status of the type (a 401 `security_exception`, say). */
  readonly status?: number
  /** Members printed after `reason`, in this order (`index`, `index_uuid`, `shard`, `resource.id`, `line`, `col` …). */
  readonly members?: Readonly<Record<string, JsonOutput>>
  /** Response headers, printed as `header` in the body too (`WWW-Authenticate`). */
  readonly headers?: Readonly<Record<string, readonly string[]>>
  /** Printed as `caused_by`. */
  readonly causedBy?: ElasticError
  /** Printed as `root_cause` instead of the error itself. */
  readonly rootCause?: readonly ElasticError[]
  /** Printed as `suppressed`. */
  readonly suppressed?: readonly ElasticError[]
  /** The reply is the terse form `{"error":"<reason>","status":n}` whatever the settings say (405, 406 …). */
  readonly plain?: boolean
  /** The short form of `http.detailed_errors.enabled: false` where it is not `<Class>[<reason>]`. */
  readonly terse?: string
  /** The whole body of the reply, in place of Elasticsearch's form (OAuth 2.0 has one of its own). */
  readonly body?: JsonOutput
}

/** A refusal in Elasticsearch's form. Anything else that is thrown is a defect and becomes a 500 that says nothing. */
export class ElasticError extends Error {
  readonly type: ErrorType
  readonly status: number
  readonly details: ErrorDetails

  constructor(type: ErrorType, reason: string, details: ErrorDetails = {}) {
    super(reason, details.causedBy ? { cause: details.causedBy } : undefined)
    this.name = 'ElasticError'
    this.type = type
    this.status = details.status ?? ERROR_STATUS[type]
    this.details = details
  }

  get reason(): string {
    return this.message
  }
}

/** 400 `illegal_argument_exception`. */
export const illegalArgument = (reason: string, details?: ErrorDetails): ElasticError =>
  new ElasticError('illegal_argument_exception', reason, details)

/** 400 `task_cancelled_exception`: work that somebody stopped, or that nobody waits for any more. */
export const taskCancelled = (reason: string): ElasticError =>
  new ElasticError('task_cancelled_exception', `task cancelled [${reason}]`)

/** 400 `parse_exception`: a hand-written parser met something it does not take. */
export const parseFailure = (reason: string, details?: ErrorDetails): ElasticError =>
  new ElasticError('parse_exception', reason, details)

/** 400 `parsing_exception` of the query language, with the place in the body where known. */
export const parsingException = (reason: string, at?: { line: number; column: number }): ElasticError =>
  new ElasticError('parsing_exception', reason, at ? { members: { line: at.line, col: at.column } } : {})

/** 400 `action_request_validation_exception` (or `validation_exception`) listing every fault: `Validation Failed: 1: a;2: b;`. */
export function validationFailed(
  faults: readonly string[],
  type: 'action_request_validation_exception' | 'validation_exception' = 'action_request_validation_exception',
): ElasticError {
  return new ElasticError(type, `Validation Failed: ${faults.map((fault, at) => `${at + 1}: ${fault};`).join('')}`)
}

/** 404 `index_not_found_exception` for a name or expression. */
export const indexNotFound = (name: string): ElasticError =>
  new ElasticError('index_not_found_exception', `no such index [${name}]`, {
    members: { 'resource.type': 'index_or_alias', 'resource.id': name, index_uuid: '_na_', index: name },
  })

/** The same of a data stream, where only indices and aliases will do. */
export const streamExcluded = (name: string): ElasticError =>
  new ElasticError('index_not_found_exception', `no such index [${name}]`, {
    members: {
      'resource.type': 'index_or_alias',
      excluded_ds: 'true',
      'resource.id': name,
      index_uuid: '_na_',
      index: name,
    },
  })

/** 400 `invalid_index_name_exception`; `why` continues `Invalid index name [<name>], `. */
export const invalidIndexName = (name: string, why: string): ElasticError =>
  new ElasticError('invalid_index_name_exception', `Invalid index name [${name}], ${why}`, {
    members: { index_uuid: '_na_', index: name },
  })

/** A place in one index, as error members print it. */
export interface ErrorIndex {
  readonly name: string
  readonly uuid: string
}

/** 400 `index_closed_exception`. */
export const indexClosed = (index: ErrorIndex): ElasticError =>
  new ElasticError('index_closed_exception', 'closed', { members: { index_uuid: index.uuid, index: index.name } })

/** 409 `version_conflict_engine_exception`; `why` continues `[<id>]: version conflict, `. */
export const versionConflict = (index: ErrorIndex, id: string, why: string): ElasticError =>
  new ElasticError('version_conflict_engine_exception', `[${id}]: version conflict, ${why}`, {
    members: { index_uuid: index.uuid, shard: '0', index: index.name },
  })

/** 404 `document_missing_exception` of the update API. */
export const documentMissing = (index: ErrorIndex, id: string): ElasticError =>
  new ElasticError('document_missing_exception', `[${id}]: document missing`, {
    members: { index_uuid: index.uuid, shard: '0', index: index.name },
  })

/** 400 in the form of OAuth 2.0 (RFC 6749, section 5.2): `{"error":"invalid_grant","error_description":"…"}`. */
export const oauthError = (code: string, description: string): ElasticError =>
  new ElasticError('security_exception', description, { status: 400, body: { error: code, error_description: description } })

/** 403 `security_exception`. */
export const forbidden = (reason: string, details: ErrorDetails = {}): ElasticError =>
  new ElasticError('security_exception', reason, { status: 403, ...details })

/** The error's class name in the terse form: `index_not_found_exception` is `IndexNotFoundException`. */
export const classNameOf = (type: string): string =>
  type
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
