/** The answers of a real Elasticsearch to searches for API keys, asked of a whole node. */
import { playRecordings } from '../play-recordings.ts'

/** Own records are no index, so a failed search names no shards. */
const SHARDS = ['failed_shards']
/** Ours. */
const USES = ['last_used', 'last_used_from', 'use_count', 'denial_count']
/** Where we differ, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'security-api-keys-query own-25': 'its sort value is a moment of the recording',
  'security-api-keys-query aggregations-15': 'so is where its range begins',
  'security-api-keys-query refused-13': 'the place of an error inside of a member that is read by a parser of its own',
  'security-api-keys-query refused-19': 'the place of an error inside of a member that is read by a parser of its own',
}

playRecordings(['security-api-keys-query'], {
  different: DIFFERENT,
  changing: ['api_key', 'encoded', 'creation', 'expiration', 'invalidation', 'id', 'invalidated_api_keys', ...USES, ...SHARDS],
})
