/** The APIs that ask documents by query. */
import type { AnyApi } from '../../request/api.ts'
import { count } from './count.ts'
import { search } from './search.ts'
import { validateQuery } from './validate-query.ts'

export const searchApis: readonly AnyApi[] = [count, search, validateQuery]
