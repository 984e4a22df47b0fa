/** The API that explains decisions. It is ours: Elasticsearch has none. */
import type { AnyApi } from '../../../request/api.ts'
import { explainRequest } from './explain-request.ts'

export const explainApis: readonly AnyApi[] = [explainRequest]
