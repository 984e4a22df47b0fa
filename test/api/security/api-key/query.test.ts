/** The answers of a real Elasticsearch to searches for API keys, asked of a whole node. */
import { playRecordings } from '../play-recordings.ts'

const SIMPLE = 'simple_query_string is refused'
const AGGREGATIONS = 'aggregations are refused'
const SHORTER = 'the search of own records is no search of an index, and says so in fewer words'
const AGGREGATION_LINES = Array.from({ length: 19 }, (_, at) => [`security-api-keys-query aggregations-${at + 7}`, AGGREGATIONS])
/** Ours. */
const USES = ['last_used', 'last_used_from', 'use_count', 'denial_count']
/** Where we differ, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'security-api-keys-query own-24': SIMPLE,
  'security-api-keys-query refused-17': SIMPLE,
  'security-api-keys-query own-25': 'its sort value is a moment of the recording',
  'security-api-keys-query refused-13': 'the place of an error inside of a member that is read by a parser of its own',
  'security-api-keys-query refused-19': 'the place of an error inside of a member that is read by a parser of its own',
  'security-api-keys-query refused-23': SHORTER,
  'security-api-keys-query refused-27': SHORTER,
  ...Object.fromEntries(AGGREGATION_LINES),
}

playRecordings(['security-api-keys-query'], {
  different: DIFFERENT,
  changing: ['api_key', 'encoded', 'creation', 'expiration', 'invalidation', 'id', 'invalidated_api_keys', ...USES],
})
