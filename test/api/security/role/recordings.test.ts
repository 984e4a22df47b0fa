/** The answers of a real Elasticsearch to requests about roles and privileges, asked of a whole node. */
import { playRecordings } from '../play-recordings.ts'

/** Where we differ, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'security-roles put-refused-33': 'the cause of a nested query names the lookup, not the query around it',
  'security-roles put-refused-4': 'bodies that may hold secrets are not quoted',
  'security-privileges refused-3': 'a body of white space alone is refused by the parser',
  'security-has-privileges own-privileges-4': 'entries come in the order of roles; there, in that of a hash',
  'security-has-privileges own-privileges-8': 'as above',
}

playRecordings(['security-roles', 'security-privileges', 'security-has-privileges'], { different: DIFFERENT })
