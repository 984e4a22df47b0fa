/** The answers of a real Elasticsearch to requests about API keys, asked of a whole node. */
import { playRecordings } from '../play-recordings.ts'

const PLACE = 'the place of an error inside of a member that is read by a parser of its own'
const LATER = 'was recorded a second later, when the key had expired'
const ORDER = 'all keys come in the order of their making'
/** Ours. */
const USES = ['last_used', 'last_used_from', 'use_count', 'denial_count']
/** Where we differ, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'security-api-keys create-refused-21': 'the root cause is the innermost one',
  'security-api-keys create-refused-24': PLACE,
  'security-api-keys expiry-2': LATER,
  'security-api-keys expiry-3': LATER,
  'security-api-keys expiry-4': LATER,
  'security-api-keys get-refused-7': ORDER,
  'security-api-keys get-refused-8': ORDER,
  'security-api-keys grant-21': PLACE,
  'security-api-keys grant-22': PLACE,
  'security-api-keys clone-6': 'a credential that was never filled in',
}

playRecordings(['security-api-keys'], {
  different: DIFFERENT,
  changing: ['api_key', 'encoded', 'creation', 'expiration', 'invalidation', 'id', 'invalidated_api_keys', ...USES],
})
