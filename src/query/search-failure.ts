/** What goes wrong when a search meets its documents, and not before: Elasticsearch tells it as a failure of all shards. */
import { ElasticError, illegalArgument } from '../core/errors.ts'

/** 400 `search_phase_execution_exception` around the cause. */
export const searchFailure = (cause: ElasticError): ElasticError =>
  new ElasticError('search_phase_execution_exception', 'all shards failed', {
    rootCause: [cause],
    members: { phase: 'query', grouped: true, failed_shards: [] },
    causedBy: new ElasticError(cause.type, cause.reason, { status: 400, causedBy: cause }),
  })

/** The same of a text. */
export const searchRefusal = (reason: string): ElasticError => searchFailure(illegalArgument(reason))
