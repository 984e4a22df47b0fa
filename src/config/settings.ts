/**
 * The table of settings: type, default, limits and one line of documentation each. A setting that is Elasticsearch's keeps its name; ours
 * begin with `sallyport.` or `compatibility.`. `docs/settings.md` is generated from this, `parse.ts` reads values by it.
 */

interface Common {
  readonly doc: string
  /** Hidden by `sallyport config show`. */
  readonly secret?: true
}

export type Setting =
  | (Common & { readonly type: 'boolean'; readonly default: boolean })
  | (Common & { readonly type: 'integer'; readonly default: number; readonly min: number; readonly max: number })
  | (Common & { readonly type: 'bytes'; readonly default: number; readonly min: number; readonly max: number })
  /** Milliseconds. */
  | (Common & { readonly type: 'time'; readonly default: number; readonly min: number; readonly max: number })
  | (Common & { readonly type: 'text'; readonly default: string })
  | (Common & { readonly type: 'list'; readonly default: readonly string[] })
  | (Common & { readonly type: 'choice'; readonly default: string; readonly choices: readonly string[] })
  /** Every setting below this name, by the rest of its name; whoever takes them checks them. */
  | (Common & { readonly type: 'group'; readonly default: Readonly<Record<string, string>> })

const KB = 1024
const MB = 1024 * KB
const SECOND = 1000
const HOUR = 3600 * SECOND
const BCRYPT = ['bcrypt', ...Array.from({ length: 11 }, (_, index) => `bcrypt${index + 4}`)]
const ROUNDS = ['', '_1000', '_10000', '_50000', '_100000', '_500000', '_1000000']
const PBKDF2 = ROUNDS.flatMap((rounds) => [`pbkdf2${rounds}`, `pbkdf2_stretch${rounds}`])

export const SETTINGS = {
  'cluster.name': { type: 'text', default: 'sallyport', doc: 'Name of the cluster, as the cluster APIs report it.' },
  'node.name': { type: 'text', default: '', doc: 'Name of this node; the host name where empty.' },
  'path.data': { type: 'text', default: './data', doc: 'Data folder: the engine, the server’s own records, and the lock.' },
  'path.conf': {
    type: 'text',
    default: '',
    doc: 'Folder of `users`, `users_roles` and `roles.yml`, read again when they change; there is no file realm where empty.',
  },
  'action.auto_create_index': {
    type: 'text',
    default: 'true',
    doc: 'Whether a write makes the index it names: `true`, `false`, or patterns such as `+logs-*,-*`. The cluster setting of this name goes before it.',
  },
  'action.destructive_requires_name': {
    type: 'boolean',
    default: true,
    doc: 'Indices are deleted by their names only, not by wildcards. The cluster setting of this name goes before it.',
  },
  'network.host': { type: 'text', default: '127.0.0.1', doc: 'Address to listen on; `http.host` goes before it.' },
  'http.host': { type: 'text', default: '', doc: 'Address to listen on; `network.host` where empty.' },
  'http.port': { type: 'integer', default: 9200, min: 0, max: 65535, doc: 'Port to listen on; 0 takes a free one.' },
  'http.max_content_length': {
    type: 'bytes',
    default: 100 * MB,
    min: KB,
    max: 2047 * MB,
    doc: 'Largest request body, after decompression; of a bulk, the largest operation.',
  },
  'http.max_header_size': {
    type: 'bytes',
    default: 16 * KB,
    min: KB,
    max: MB,
    doc: 'Largest head of a request: request line and all headers.',
  },
  'http.max_initial_line_length': { type: 'bytes', default: 4 * KB, min: 256, max: MB, doc: 'Longest request target.' },
  'http.compression': { type: 'boolean', default: true, doc: 'Replies are compressed for clients that accept it.' },
  'http.compression_level': { type: 'integer', default: 3, min: 1, max: 9, doc: 'zlib level of compressed replies.' },
  'http.detailed_errors.enabled': {
    type: 'boolean',
    default: true,
    doc: 'Errors carry their structure; otherwise the short form `{"error":"<Class>[<reason>]","status":n}`.',
  },
  'http.cors.enabled': { type: 'boolean', default: false, doc: 'Answers cross-origin requests of browsers.' },
  'http.cors.allow-origin': {
    type: 'text',
    default: '',
    doc: 'Allowed origin: exact (comma-separated), `*`, or a `/regular expression/`.',
  },
  'http.cors.allow-methods': {
    type: 'list',
    default: ['OPTIONS', 'HEAD', 'GET', 'POST', 'PUT', 'DELETE'],
    doc: 'Methods that a preflight allows.',
  },
  'http.cors.allow-headers': {
    type: 'list',
    default: [
      'X-Requested-With',
      'Content-Type',
      'Content-Length',
      'Authorization',
      'Accept',
      'User-Agent',
      'X-Elastic-Client-Meta',
    ],
    doc: 'Request headers that a preflight allows.',
  },
  'http.cors.expose-headers': { type: 'list', default: ['X-elastic-product'], doc: 'Response headers that a page may read.' },
  'http.cors.allow-credentials': { type: 'boolean', default: false, doc: 'A page may send credentials.' },
  'http.cors.max-age': {
    type: 'integer',
    default: 1_728_000,
    min: 0,
    max: 31_536_000,
    doc: 'Seconds a browser keeps a preflight answer.',
  },
  'xpack.security.enabled': {
    type: 'boolean',
    default: true,
    doc: 'Security. Off, everybody may do everything: loopback addresses only.',
  },
  'xpack.security.authc.password_hashing.algorithm': {
    type: 'choice',
    default: 'bcrypt',
    choices: [...BCRYPT, ...PBKDF2, 'argon2id'],
    doc: 'How new passwords are hashed.',
  },
  'xpack.security.authc.anonymous.username': { type: 'text', default: '_anonymous', doc: 'Name of the anonymous user.' },
  'xpack.security.authc.anonymous.roles': {
    type: 'list',
    default: [],
    doc: 'Roles of the anonymous user; anonymous access is off where empty.',
  },
  'xpack.security.authc.anonymous.authz_exception': {
    type: 'boolean',
    default: true,
    doc: 'An anonymous request that lacks a privilege gets 403; otherwise 401 with a challenge.',
  },
  'xpack.security.authc.realms': {
    type: 'group',
    default: {},
    doc: '`<type>.<name>.order` and `.enabled` of each realm, of the types `file` and `native`; where left out the file realm is asked first.',
  },
  'xpack.security.authc.run_as.enabled': { type: 'boolean', default: true, doc: 'Honours `es-security-runas-user`.' },
  'xpack.security.authc.token.enabled': {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'true', 'false'],
    doc: 'The token service. `auto`: with TLS, or on a loopback address.',
  },
  'xpack.security.authc.token.timeout': {
    type: 'time',
    default: 20 * 60 * SECOND,
    min: SECOND,
    max: HOUR,
    doc: 'How long an access token lives; a refresh token lives for 24 hours.',
  },
  'sallyport.token.keep_on_password_change': {
    type: 'boolean',
    default: false,
    doc: 'Access and refresh tokens of a user survive a change of his password.',
  },
  'xpack.security.authc.api_key.enabled': {
    type: 'boolean',
    default: true,
    doc: 'API keys are taken and can be made.',
  },
  'xpack.security.authc.api_key.delete.interval': {
    type: 'time',
    default: 24 * HOUR,
    min: SECOND,
    max: 365 * 24 * HOUR,
    doc: 'How often API keys that are over are looked for and deleted.',
  },
  'xpack.security.authc.api_key.delete.retention_period': {
    type: 'time',
    default: 7 * 24 * HOUR,
    min: 0,
    max: 365 * 24 * HOUR,
    doc: 'How long an API key that has expired or was invalidated is still shown.',
  },
  'xpack.security.authc.reserved_realm.enabled': {
    type: 'boolean',
    default: true,
    doc: 'The built-in users (`elastic` and the like) may log in.',
  },
  'xpack.security.reserved_roles.include': {
    type: 'list',
    default: [],
    doc: 'The built-in roles there are, `superuser` among them; all of them where empty. The others’ names are free.',
  },
  'xpack.security.http.ssl.enabled': {
    type: 'boolean',
    default: false,
    doc: 'TLS for HTTP, with the key and certificate below. Their files are read again when they change.',
  },
  'xpack.security.http.ssl.certificate': {
    type: 'text',
    default: '',
    doc: 'PEM file: the certificate of the server, then its chain. Paths are relative to `path.conf`, or to the working folder.',
  },
  'xpack.security.http.ssl.key': { type: 'text', default: '', doc: 'PEM file of the key that belongs to the certificate.' },
  'xpack.security.http.ssl.key_passphrase': { type: 'text', default: '', secret: true, doc: 'Passphrase of an encrypted key.' },
  'xpack.security.http.ssl.secure_key_passphrase': { type: 'text', default: '', secret: true, doc: 'The same.' },
  'xpack.security.http.ssl.keystore.path': {
    type: 'text',
    default: '',
    doc: 'PKCS#12 file of key, certificate and chain, instead of PEM files.',
  },
  'xpack.security.http.ssl.keystore.type': {
    type: 'choice',
    default: 'PKCS12',
    choices: ['PKCS12'],
    doc: 'Format of the keystore.',
  },
  'xpack.security.http.ssl.keystore.password': { type: 'text', default: '', secret: true, doc: 'Password of the keystore.' },
  'xpack.security.http.ssl.keystore.secure_password': { type: 'text', default: '', secret: true, doc: 'The same.' },
  'xpack.security.http.ssl.client_authentication': {
    type: 'choice',
    default: 'none',
    choices: ['none', 'optional', 'required'],
    doc: 'Whether a client is asked for a certificate. One that is not trusted is refused, under `optional` too.',
  },
  'xpack.security.http.ssl.certificate_authorities': {
    type: 'list',
    default: [],
    doc: 'PEM files of the authorities whose client certificates are trusted; no others are.',
  },
  'xpack.security.http.ssl.truststore.path': {
    type: 'text',
    default: '',
    doc: 'PKCS#12 file of such authorities, instead of PEM files.',
  },
  'xpack.security.http.ssl.truststore.type': {
    type: 'choice',
    default: 'PKCS12',
    choices: ['PKCS12'],
    doc: 'Format of the truststore.',
  },
  'xpack.security.http.ssl.truststore.password': { type: 'text', default: '', secret: true, doc: 'Password of the truststore.' },
  'xpack.security.http.ssl.truststore.secure_password': { type: 'text', default: '', secret: true, doc: 'The same.' },
  'xpack.security.http.ssl.verification_mode': {
    type: 'choice',
    default: 'full',
    choices: ['full', 'certificate', 'none'],
    doc: 'How client certificates are verified; the name of a client is never compared, and `none` needs `client_authentication` `none`.',
  },
  'xpack.security.http.ssl.supported_protocols': {
    type: 'list',
    default: ['TLSv1.3', 'TLSv1.2'],
    doc: 'Versions of TLS: TLSv1.3, TLSv1.2; older ones are not to be had.',
  },
  'xpack.security.http.ssl.cipher_suites': {
    type: 'list',
    default: [],
    doc: 'Cipher suites by their IANA names; those with forward secrecy and authenticated encryption where empty.',
  },
  'sallyport.tls.own_certificates': {
    type: 'boolean',
    default: false,
    doc: 'TLS for HTTP with an authority and a certificate of the node’s own, made at the first start in `certs` below `path.data` (`--tls`).',
  },
  'sallyport.tls.names': {
    type: 'list',
    default: [],
    doc: 'More host names and addresses that the node’s own certificate is made for.',
  },
  'bootstrap.password': {
    type: 'text',
    default: '',
    secret: true,
    doc: 'Password of `elastic` at the first start; a strong one is made and printed once where empty. `ELASTIC_PASSWORD` sets it too.',
  },
  'compatibility.version': {
    type: 'text',
    default: '',
    doc: 'The Elasticsearch version that `GET /` reports, 7.17.0 or later. Where empty: that of the Elasticsearch behind, otherwise 9.5.3.',
  },
  'upstream.hosts': {
    type: 'list',
    default: [],
    doc: 'Nodes of an existing cluster to stand before, as `http://host:9200`; the embedded engine where empty (`--upstream`).',
  },
  'upstream.type': {
    type: 'choice',
    default: 'auto',
    choices: ['auto', 'elasticsearch', 'opensearch'],
    doc: 'What the cluster behind is; `auto` believes what its nodes say.',
  },
  'upstream.routes': {
    type: 'group',
    default: {},
    doc: 'APIs of the cluster behind that are not declared here, each by a name: `GET,POST /{index}/_neighbours/{id}?fields,routing indices:data/read/neighbours body` (methods, path, parameters, action, whether it may have a body).',
  },
  'upstream.username': { type: 'text', default: '', doc: 'User that the gateway is at the cluster behind.' },
  'upstream.password': { type: 'text', default: '', secret: true, doc: 'Password of that user.' },
  'upstream.api_key': {
    type: 'text',
    default: '',
    secret: true,
    doc: 'API key of the gateway at the cluster behind, in the encoded form, instead of a user.',
  },
  'upstream.bearer_token': {
    type: 'text',
    default: '',
    secret: true,
    doc: 'Bearer token of the gateway at the cluster behind, instead of a user.',
  },
  'upstream.ssl.certificate_authorities': {
    type: 'list',
    default: [],
    doc: 'PEM files of the authorities that sign the certificates of the cluster behind; those of the system where empty. Paths as for `xpack.security.http.ssl`.',
  },
  'upstream.ssl.ca_trusted_fingerprint': {
    type: 'text',
    default: '',
    doc: 'SHA-256 fingerprint, in hexadecimal, of the authority or of the certificate of the cluster behind, instead of files.',
  },
  'upstream.ssl.verification_mode': {
    type: 'choice',
    default: 'full',
    choices: ['full', 'certificate', 'none'],
    doc: 'Whether host names are compared (`full`), the chain only (`certificate`), or nothing is verified.',
  },
  'upstream.ssl.certificate': {
    type: 'text',
    default: '',
    doc: 'PEM file of the certificate that the gateway shows to the cluster behind.',
  },
  'upstream.ssl.key': { type: 'text', default: '', doc: 'PEM file of its key.' },
  'upstream.ssl.key_passphrase': { type: 'text', default: '', secret: true, doc: 'Passphrase of that key.' },
  'upstream.connect_timeout': {
    type: 'time',
    default: 5 * SECOND,
    min: 10,
    max: HOUR,
    doc: 'Time a connection to a node behind may take.',
  },
  'upstream.request_timeout': {
    type: 'time',
    default: 10 * 60 * SECOND,
    min: SECOND,
    max: 24 * HOUR,
    doc: 'Longest silence of a node behind that has a request.',
  },
  'upstream.max_connections': {
    type: 'integer',
    default: 64,
    min: 1,
    max: 10_000,
    doc: 'Most connections to each node behind.',
  },
  'upstream.max_queued': {
    type: 'integer',
    default: 1000,
    min: 1,
    max: 1_000_000,
    doc: 'Most requests that wait for a connection to a node behind; beyond it the answer is 429.',
  },
  'upstream.max_open_scroll_context': {
    type: 'integer',
    default: 500,
    min: 0,
    max: 1_000_000,
    doc: 'Most scrolls that may be open at the cluster behind through this gateway; beyond it the answer is 429.',
  },
  'upstream.max_open_pit_context': {
    type: 'integer',
    default: 300,
    min: 0,
    max: 1_000_000,
    doc: 'The same of points in time; each task by query has one.',
  },
  'upstream.max_initial_line_length': {
    type: 'bytes',
    default: 4 * KB,
    min: 256,
    max: MB,
    doc: 'Longest request line that the cluster behind takes (its `http.max_initial_line_length`).',
  },
  'upstream.check_interval': {
    type: 'time',
    default: 500,
    min: 10,
    max: 900,
    doc: 'How often the names behind are compared.',
  },
  'upstream.check_timeout': {
    type: 'time',
    default: 10 * SECOND,
    min: 100,
    max: HOUR,
    doc: 'Longest silence of a node behind that is checked or asked for names; then another is asked.',
  },
  'upstream.max_back_off': {
    type: 'time',
    default: 30 * SECOND,
    min: 100,
    max: HOUR,
    doc: 'Longest time for which a node behind that failed is left alone; it begins with half a second and doubles.',
  },
  'upstream.sniff.enabled': {
    type: 'boolean',
    default: false,
    doc: 'The cluster behind is asked for its nodes, which take the place of `upstream.hosts`.',
  },
  'upstream.sniff.interval': {
    type: 'time',
    default: 5 * 60 * SECOND,
    min: SECOND,
    max: 24 * HOUR,
    doc: 'How often it is asked for them; once more when a node fails.',
  },
  'sallyport.http.max_header_count': { type: 'integer', default: 200, min: 16, max: 10_000, doc: 'Most headers in a request.' },
  'sallyport.http.max_compression_ratio': {
    type: 'integer',
    default: 100,
    min: 2,
    max: 10_000,
    doc: 'A compressed body may grow to this many times its size (beyond the first MiB); larger ones are refused as bombs.',
  },
  'sallyport.http.headers_timeout': {
    type: 'time',
    default: 30 * SECOND,
    min: SECOND,
    max: HOUR,
    doc: 'Time a client has to send the head of a request.',
  },
  'sallyport.http.request_timeout': {
    type: 'time',
    default: 300 * SECOND,
    min: SECOND,
    max: HOUR,
    doc: 'Time a client has to send a whole request.',
  },
  'sallyport.http.handshake_timeout': {
    type: 'time',
    default: 10 * SECOND,
    min: SECOND,
    max: HOUR,
    doc: 'Time a client has for the TLS handshake.',
  },
  'sallyport.http.shutdown_grace': {
    type: 'time',
    default: 20 * SECOND,
    min: 0,
    max: HOUR,
    doc: 'Time running requests have at shutdown.',
  },
  'sallyport.workers': {
    type: 'integer',
    default: 1,
    min: 1,
    max: 64,
    doc: 'Processes that answer requests (`--workers`); more than one before a cluster only.',
  },
  'sallyport.hashing.threads': {
    type: 'integer',
    default: 1,
    min: 1,
    max: 64,
    doc: 'Threads that hash passwords; shared out among the workers, at least one to each.',
  },
  'sallyport.hashing.queue_size': {
    type: 'integer',
    default: 256,
    min: 1,
    max: 100_000,
    doc: 'Password checks that may wait; beyond it the answer is 429.',
  },
  'sallyport.authn.cache.size': {
    type: 'integer',
    default: 10_000,
    min: 0,
    max: 10_000_000,
    doc: 'Successful logins that are remembered (under a keyed digest).',
  },
  'sallyport.authn.cache.ttl': {
    type: 'time',
    default: 20 * 60 * SECOND,
    min: SECOND,
    max: 24 * HOUR,
    doc: 'How long a successful login is remembered.',
  },
  'sallyport.lockout.enabled': {
    type: 'boolean',
    default: true,
    doc: 'Too many wrong secrets lock an account out at that address, for longer each time; see `SECURITY.md`.',
  },
  'sallyport.lockout.threshold': {
    type: 'integer',
    default: 10,
    min: 1,
    max: 1000,
    doc: 'Failures of one user or API key from one address before it is locked there.',
  },
  'sallyport.lockout.user_threshold': {
    type: 'integer',
    default: 100,
    min: 1,
    max: 1_000_000,
    doc: 'Failures of one user from all addresses before he is locked at those from which he never logged in.',
  },
  'sallyport.lockout.address_threshold': {
    type: 'integer',
    default: 100,
    min: 1,
    max: 1_000_000,
    doc: 'Failures of one address before users who never logged in from it are locked there.',
  },
  'sallyport.lockout.first_delay': {
    type: 'time',
    default: SECOND,
    min: 1,
    max: HOUR,
    doc: 'How long the first lock lasts; each failure after it doubles the time.',
  },
  'sallyport.lockout.longest_delay': {
    type: 'time',
    default: 15 * 60 * SECOND,
    min: SECOND,
    max: 24 * HOUR,
    doc: 'How long a lock lasts at most; failures fade to half in this time.',
  },
  'sallyport.lockout.table_size': {
    type: 'integer',
    default: 10_000,
    min: 100,
    max: 1_000_000,
    doc: 'Most entries that are kept of each kind.',
  },
  'sallyport.password_policy.min_length': {
    type: 'integer',
    default: 6,
    min: 6,
    max: 20,
    doc: 'Fewest characters of a password that is set from now on.',
  },
  'sallyport.password_policy.breached_file': {
    type: 'text',
    default: '',
    doc: 'File of passwords that may not be set, one a line, in clear or as SHA-1 in hexadecimal; read at start, ten million lines at most.',
  },
  'sallyport.password_policy.history': {
    type: 'integer',
    default: 0,
    min: 0,
    max: 24,
    doc: 'How many of a user’s last passwords may not be set again; 0: any may.',
  },
  'sallyport.password_policy.max_age': {
    type: 'time',
    default: 0,
    min: 0,
    max: 10 * 365 * 24 * HOUR,
    doc: 'Age at which a password has to be changed before anything else may be done with it; 0: never. See `docs/credentials.md`.',
  },
  'sallyport.password_policy.must_change': {
    type: 'boolean',
    default: false,
    doc: 'A password that somebody else has set has to be changed by its user before anything else; built-in users apart.',
  },
  'sallyport.log.level': {
    type: 'choice',
    default: 'info',
    choices: ['debug', 'info', 'warn', 'error', 'silent'],
    doc: 'Least severe events that are logged, as JSON lines on standard error.',
  },
} as const satisfies Readonly<Record<string, Setting>>

export type SettingName = keyof typeof SETTINGS

type ValueOf<Kind extends Setting['type']> = Kind extends 'boolean'
  ? boolean
  : Kind extends 'integer' | 'bytes' | 'time'
    ? number
    : Kind extends 'list'
      ? readonly string[]
      : Kind extends 'group'
        ? Readonly<Record<string, string>>
        : string

/** The effective configuration: a frozen value for each setting. Bytes as numbers, times in milliseconds. */
export type Config = { readonly [Name in SettingName]: ValueOf<(typeof SETTINGS)[Name]['type']> }
