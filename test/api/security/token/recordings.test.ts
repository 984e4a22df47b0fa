/** The answers of a real Elasticsearch to requests about tokens and service accounts, asked of a whole node. */
import { playRecordings } from '../play-recordings.ts'

const ACCOUNTS = 'service accounts can be managed by API here, as from 9.6 on'
const CHANGED = 'roles, password and state of a user count at the next request'
/** Where we differ, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'security-tokens errors-21': 'bodies that may hold secrets are not quoted',
  'security-tokens user-changes-10 after the user got other roles': CHANGED,
  'security-tokens user-changes-11 after the user got other roles': CHANGED,
  'security-tokens user-changes-13 after password change': CHANGED,
  'security-tokens user-changes-15 after disable': CHANGED,
  'security-tokens user-changes-18 after delete': CHANGED,
  'security-service-accounts tokens-5': 'entries come in the order of roles; there, in that of a hash',
  'security-service-accounts refused-10': ACCOUNTS,
  'security-service-accounts refused-11': ACCOUNTS,
  'security-service-accounts refused-12': ACCOUNTS,
}

playRecordings(['security-tokens', 'security-service-accounts'], {
  different: DIFFERENT,
  changing: ['api_key', 'encoded', 'creation', 'expiration', 'last_used', 'last_used_from', 'use_count', 'denial_count'],
})
