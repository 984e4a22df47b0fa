/** The answers of a real Elasticsearch to requests about users, credentials and who is whom, asked of a whole node. */
import { playRecordings } from '../play-recordings.ts'

const QUOTED = 'bodies that may hold secrets are not quoted'
const NODE = 'names the node in its text'
const OUR_RECORDS = 'the server has no indices of its own that could be set up'
const PKI = 'there is no PKI realm'
const ENROLLMENT = 'there is no enrollment'
const MAPPINGS = 'no realm is offered whose users need role mappings'
const VIEWS = 'document and field level security is refused as long as it is not enforced'
const LICENCE = 'there are no licences'
const ELSEWHERE = 'not offered'
const SCROLL_ID = 'the id of a scroll changes from run to run'
/** Where we differ, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  'security-users put-refused-22': QUOTED,
  'security-secondary basic-23': 'the second identity is checked with the first one, before it is known what the path is',
  'security-authentication-errors uris-25': NODE,
  'security-authentication-errors uris-28': NODE,
  ...Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`security-authentication-errors uris-${at + 29}`, OUR_RECORDS])),
  'security-authentication-errors uris-40': ELSEWHERE,
  'security-authentication-errors uris-41': ENROLLMENT,
  'security-authentication-errors uris-42': ENROLLMENT,
  'security-authentication-errors uris-43': PKI,
  'security-authentication-errors uris-44': PKI,
  'security-authentication-errors uris-45': PKI,
  'security_auth scroll used by another': SCROLL_ID,
  'security_auth rita on .security': OUR_RECORDS,
  'security_auth elastic on .security': OUR_RECORDS,
  'security_auth elastic writes .security': OUR_RECORDS,
  'security_auth dora searches': VIEWS,
  'security_auth dora gets a hidden document': VIEWS,
  'security_auth dora gets a document': VIEWS,
  'security_auth dora queries a hidden field': VIEWS,
  'security_auth dora aggregates a hidden field': VIEWS,
  'security_auth dora field caps': ELSEWHERE,
  'security_auth role mapping': MAPPINGS,
  'security_auth get role mapping': MAPPINGS,
  'security_auth get missing role mapping': MAPPINGS,
  'security_auth role mapping without roles': MAPPINGS,
  'security_auth role mapping bad rule': MAPPINGS,
  'security_auth delete role mapping': MAPPINGS,
  'security_auth delete missing role mapping': MAPPINGS,
  'security_auth service account token again': OUR_RECORDS,
  'security_keys limited key manages': 'settings are looked at before the right to change them',
  'special_security_basic token service needs a licence': LICENCE,
  'special_security_basic role with document security': LICENCE,
  'special_security_basic role with field security': LICENCE,
  'special_security_basic search by a user with document security': VIEWS,
  'special_security_basic role mapping': MAPPINGS,
  'special_security_basic cross cluster key': LICENCE,
  'special_security_basic start trial': LICENCE,
  'special_security_basic trial status': LICENCE,
  'special_security_basic basic status': LICENCE,
  'special_security_anonymous root': 'was not answered by the module that asks for a privilege',
  'special_security_anonymous user privileges with anonymous role':
    'entries come in the order of roles; there, in that of a hash',
}

/** Ours. */
const USES = ['last_used', 'last_used_from', 'use_count', 'denial_count']
const ISSUED = ['id', 'encoded', 'creation', 'expiration', 'access_token', 'refresh_token', 'value', 'took', ...USES]

playRecordings(['security-users', 'security-run-as', 'security-secondary', 'security-authentication-errors'], {
  different: DIFFERENT,
  changing: ['encoded', 'node_id', ...USES],
})

playRecordings(['security_auth', 'security_keys', 'special_security_basic'], {
  different: DIFFERENT,
  changing: ['invalidation', 'invalidated_api_keys', 'api_key', ...ISSUED],
})

playRecordings(['special_security_anonymous'], {
  different: DIFFERENT,
  changing: ISSUED,
  settings: { 'xpack.security.authc.anonymous.username': '_anon', 'xpack.security.authc.anonymous.roles': 'viewer' },
})
