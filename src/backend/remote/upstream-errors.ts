/** Refusals that come of the cluster behind: its nodes cannot be reached, or do not answer as they should. They name no address. */
import { ElasticError } from '../../core/errors.ts'

/** 503: no node of the cluster behind can be reached. */
export const noNodeAvailable = (cause?: Error): ElasticError =>
  withCause(new ElasticError('no_node_available_exception', 'no node of the cluster behind this gateway can be reached'), cause)

/** 502: a node behind broke off, or its answer is no HTTP. Whether the request was carried out is not known. */
export const brokenUpstream = (cause?: Error): ElasticError =>
  withCause(
    new ElasticError('node_disconnected_exception', 'a node of the cluster behind this gateway broke off its answer'),
    cause,
  )

/** 504: a node behind has the request and is silent. */
export const silentUpstream = (cause?: Error): ElasticError =>
  withCause(
    new ElasticError('receive_timeout_transport_exception', 'a node of the cluster behind this gateway does not answer'),
    cause,
  )

/** 429: every connection is taken and the queue is full. */
export const upstreamBusy = (limit: number): ElasticError =>
  new ElasticError('es_rejected_execution_exception', `[${limit}] requests wait for the cluster behind this gateway already`)

/** 502: the cluster behind refuses the gateway's own credentials; nothing of that is the caller's fault. */
export const credentialsRefused = (): ElasticError =>
  new ElasticError('node_disconnected_exception', 'the cluster behind this gateway refuses its credentials')

function withCause(error: ElasticError, cause: Error | undefined): ElasticError {
  if (cause) error.cause = cause
  return error
}
