/** What the settings of `upstream.*` must be among themselves. */
import type { Config } from './settings.ts'
import { parseUpstreamRoutes } from './upstream-routes.ts'

/** Every fault, a line each. */
export function upstreamFaults(config: Config): readonly string[] {
  const { faults } = parseUpstreamRoutes(config['upstream.routes'])
  return [
    ...config['upstream.hosts'].flatMap(hostFaults),
    ...credentialFaults(config),
    ...tlsFaults(config),
    ...workerFaults(config),
    ...faults,
  ]
}

function workerFaults(config: Config): readonly string[] {
  const count = config['sallyport.workers']
  if (count === 1 || config['upstream.hosts'].length > 0) return []
  return [`setting [sallyport.workers] is [${count}]: one process writes the embedded engine; more need [upstream.hosts]`]
}

function hostFaults(host: string): readonly string[] {
  const fault = findHostFault(host)
  return fault === undefined ? [] : [`setting [upstream.hosts] holds [${withoutPassword(host)}], ${fault}`]
}

function findHostFault(host: string): string | undefined {
  const url = URL.canParse(host) ? new URL(host) : undefined
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return 'must be an address such as http://node1:9200'
  if (url.username !== '' || url.password !== '')
    return 'must not hold credentials: use [upstream.username] and [upstream.password]'
  if (url.pathname !== '/' || url.search !== '' || url.hash !== '') return 'must be an address without a path'
  return undefined
}

const withoutPassword = (host: string): string => host.replace(/\/\/[^/@]*@/, '//')

function credentialFaults(config: Config): readonly string[] {
  const given = (['username', 'api_key', 'bearer_token'] as const).filter((name) => config[`upstream.${name}`] !== '')
  const faults: string[] = []
  if (given.length > 1) faults.push(`only one of [${given.map((name) => `upstream.${name}`).join('], [')}] can be used`)
  if ((config['upstream.username'] === '') !== (config['upstream.password'] === ''))
    faults.push('[upstream.username] and [upstream.password] go together')
  const odd = (['api_key', 'bearer_token'] as const).filter((name) => !/^[\x21-\x7e]*$/.test(config[`upstream.${name}`]))
  faults.push(...odd.map((name) => `setting [upstream.${name}] holds characters that a header cannot`))
  return faults
}

function tlsFaults(config: Config): readonly string[] {
  const faults: string[] = []
  const fingerprint = config['upstream.ssl.ca_trusted_fingerprint'].replaceAll(':', '')
  if (fingerprint !== '' && !/^[0-9a-f]{64}$/i.test(fingerprint))
    faults.push('setting [upstream.ssl.ca_trusted_fingerprint] must be a SHA-256 fingerprint in hexadecimal')
  if (fingerprint !== '' && config['upstream.ssl.certificate_authorities'].length > 0)
    faults.push('only one of [upstream.ssl.ca_trusted_fingerprint] and [upstream.ssl.certificate_authorities] can be used')
  if ((config['upstream.ssl.certificate'] === '') !== (config['upstream.ssl.key'] === ''))
    faults.push('[upstream.ssl.certificate] and [upstream.ssl.key] go together')
  return faults
}
