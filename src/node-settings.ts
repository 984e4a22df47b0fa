/** The configuration as each part of the node takes it. */
import type { AuthenticationSettings } from './authn/open-authentication.ts'
import { isLoopback, listenHost } from './config/parse.ts'
import type { Config } from './config/settings.ts'
import { isTlsOn } from './config/tls-checks.ts'
import { DEFAULT_HTTP_SETTINGS, type HttpSettings } from './http/settings.ts'
import type { LockoutSettings } from './identity/lockout.ts'
import type { IdentitySettings } from './identity/open-identity.ts'
import { readRealmSettings } from './realms/realm-settings.ts'

export const httpSettings = (config: Config): HttpSettings => ({
  detailedErrors: config['http.detailed_errors.enabled'],
  maxContentLength: config['http.max_content_length'],
  maxHeaderSize: config['http.max_header_size'],
  maxInitialLineLength: config['http.max_initial_line_length'],
  maxHeaderCount: config['sallyport.http.max_header_count'],
  compression: config['http.compression'],
  compressionLevel: config['http.compression_level'],
  maxDecompressedRatio: config['sallyport.http.max_compression_ratio'],
  headersTimeout: config['sallyport.http.headers_timeout'],
  requestTimeout: config['sallyport.http.request_timeout'],
  keepAliveTimeout: DEFAULT_HTTP_SETTINGS.keepAliveTimeout,
  cors: {
    enabled: config['http.cors.enabled'],
    allowOrigin: config['http.cors.allow-origin'],
    allowMethods: config['http.cors.allow-methods'],
    allowHeaders: config['http.cors.allow-headers'],
    exposeHeaders: config['http.cors.expose-headers'],
    allowCredentials: config['http.cors.allow-credentials'],
    maxAge: config['http.cors.max-age'],
  },
})

/** Milliseconds after which the uses of a credential show up where they were not counted. */
const SHARED_USE_INTERVAL = 1000

/** What the configuration says of settings that the cluster settings may change. */
export const clusterDefaults = (config: Config): ReadonlyMap<string, string> =>
  new Map([
    ['action.auto_create_index', config['action.auto_create_index']],
    ['action.destructive_requires_name', String(config['action.destructive_requires_name'])],
  ])

/** `workers`: how many processes share the threads, and the records of what they count. */
export const identitySettings = (config: Config, workers = 1): IdentitySettings => ({
  passwordHashing: config['xpack.security.authc.password_hashing.algorithm'],
  hashing: {
    threads: Math.max(1, Math.floor(config['sallyport.hashing.threads'] / workers)),
    queueSize: config['sallyport.hashing.queue_size'],
  },
  ...(workers > 1 ? { useInterval: SHARED_USE_INTERVAL } : {}),
  passwordPolicy: {
    minLength: config['sallyport.password_policy.min_length'],
    breachedFile: config['sallyport.password_policy.breached_file'],
    history: config['sallyport.password_policy.history'],
    maxAge: config['sallyport.password_policy.max_age'],
    mustChange: config['sallyport.password_policy.must_change'],
  },
  reservedRealm: config['xpack.security.authc.reserved_realm.enabled'],
  anonymous: anonymousSettings(config),
  tokenTimeout: config['xpack.security.authc.token.timeout'],
  keyRetention: {
    interval: config['xpack.security.authc.api_key.delete.interval'],
    period: config['xpack.security.authc.api_key.delete.retention_period'],
  },
})

/** Left to itself, the token service is on with TLS, and without on a loopback address only. */
export const authenticationSettings = (config: Config): AuthenticationSettings => ({
  anonymous: anonymousSettings(config),
  authzException: config['xpack.security.authc.anonymous.authz_exception'],
  realms: readRealmSettings(config['xpack.security.authc.realms']),
  runAs: config['xpack.security.authc.run_as.enabled'],
  ...(config['path.conf'] === '' ? {} : { filesFolder: config['path.conf'] }),
  reservedRealm: config['xpack.security.authc.reserved_realm.enabled'],
  tokens: tokensEnabled(config),
  keepTokensOnPasswordChange: config['sallyport.token.keep_on_password_change'],
  apiKeys: config['xpack.security.authc.api_key.enabled'],
  cache: { size: config['sallyport.authn.cache.size'], ttl: config['sallyport.authn.cache.ttl'] },
  ...(config['sallyport.lockout.enabled'] ? { lockout: lockoutSettings(config) } : {}),
})

const anonymousSettings = (config: Config): IdentitySettings['anonymous'] => ({
  username: config['xpack.security.authc.anonymous.username'],
  roles: config['xpack.security.authc.anonymous.roles'],
})

function tokensEnabled(config: Config): boolean {
  const given = config['xpack.security.authc.token.enabled']
  return given === 'auto' ? isTlsOn(config) || isLoopback(listenHost(config)) : given === 'true'
}

export const lockoutSettings = (config: Config): LockoutSettings => ({
  threshold: config['sallyport.lockout.threshold'],
  userThreshold: config['sallyport.lockout.user_threshold'],
  addressThreshold: config['sallyport.lockout.address_threshold'],
  firstDelay: config['sallyport.lockout.first_delay'],
  longestDelay: Math.max(config['sallyport.lockout.first_delay'], config['sallyport.lockout.longest_delay']),
  tableSize: config['sallyport.lockout.table_size'],
})
