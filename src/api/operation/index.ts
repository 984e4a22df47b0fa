/** The APIs about this process itself. */
import type { AnyApi } from '../../request/api.ts'
import { nodeHealth } from './health.ts'
import { metrics } from './metrics.ts'

export const operationApis: readonly AnyApi[] = [nodeHealth, metrics]
