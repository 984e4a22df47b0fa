/** How many buckets one reply may have. Used by the kinds. */
import { ElasticError } from '../core/errors.ts'

/** As many as Elasticsearch gives by default. */
const MOST_BUCKETS = 65_536

/** Throws 400 where there are more buckets than one reply may have. */
export function assertBuckets(count: number): void {
  if (count <= MOST_BUCKETS) return
  throw new ElasticError(
    'too_many_buckets_exception',
    `Trying to create too many buckets. Must be less than or equal to: [${MOST_BUCKETS}] but was [${count}]. This limit can be set by changing the [search.max_buckets] cluster level setting.`,
    { status: 400 },
  )
}
