/** The APIs that ask documents by query. */
import type { AnyApi } from '../../request/api.ts'
import { clearScroll } from './clear-scroll.ts'
import { closePointInTime } from './close-point-in-time.ts'
import { count } from './count.ts'
import { msearch } from './msearch.ts'
import { openPointInTime } from './open-point-in-time.ts'
import { scroll } from './scroll.ts'
import { search } from './search.ts'
import { validateQuery } from './validate-query.ts'

export const searchApis: readonly AnyApi[] = [
  clearScroll,
  closePointInTime,
  count,
  msearch,
  openPointInTime,
  scroll,
  search,
  validateQuery,
]
