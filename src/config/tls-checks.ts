/** Faults between the settings of TLS; what is wrong with the files they name shows when they are read. Part of `parse.ts`' checks. */
import type { Config } from './settings.ts'

const SSL = 'xpack.security.http.ssl'

/** The node speaks TLS. */
export const isTlsOn = (config: Config): boolean => config[`${SSL}.enabled`] || config['sallyport.tls.own_certificates']

/** `isGiven`: whether a setting was given at all, whatever its value. */
export function tlsFaults(config: Config, isGiven: (name: string) => boolean): string[] {
  return [
    ...sourceFaults(config, isGiven),
    ...secretFaults(config),
    ...clientFaults(config),
    ...protocolFaults(config),
    ...(config['sallyport.tls.names'].length > 0 && !config['sallyport.tls.own_certificates']
      ? ['setting [sallyport.tls.names] needs [sallyport.tls.own_certificates]']
      : []),
  ]
}

/** Where key and certificate come from: PEM files, a keystore or the node itself. */
function sourceFaults(config: Config, isGiven: (name: string) => boolean): string[] {
  const { key, certificate, keystore } = {
    key: config[`${SSL}.key`] !== '',
    certificate: config[`${SSL}.certificate`] !== '',
    keystore: config[`${SSL}.keystore.path`] !== '',
  }
  const faults: string[] = []
  const given = Object.keys(config).filter((name) => name.startsWith(`${SSL}.`) && isGiven(name))
  if (given.length > 0 && !isGiven(`${SSL}.enabled`) && !config['sallyport.tls.own_certificates'])
    faults.push(`[${SSL}.enabled] is not set, but the following settings have been configured: [${given.join(',')}]`)
  if (config['sallyport.tls.own_certificates']) {
    if (key || certificate || keystore)
      faults.push(
        `setting [sallyport.tls.own_certificates] makes the certificate, so [${SSL}.key], [${SSL}.certificate] and [${SSL}.keystore.path] cannot be given`,
      )
    if (isGiven(`${SSL}.enabled`) && !config[`${SSL}.enabled`])
      faults.push(`setting [sallyport.tls.own_certificates] needs [${SSL}.enabled], which is false`)
    return faults
  }
  if (keystore && (key || certificate)) faults.push(`cannot specify both [${SSL}.key] and [${SSL}.keystore.path]`)
  else if (key && !certificate) faults.push(`[${SSL}.key] needs [${SSL}.certificate]`)
  else if (certificate && !key) faults.push(`[${SSL}.certificate] needs [${SSL}.key]`)
  else if (config[`${SSL}.enabled`] && !key && !keystore)
    faults.push(
      `[${SSL}] requires a key and certificate, but these have not been configured; you must set either [${SSL}.keystore.path], or both [${SSL}.key] and [${SSL}.certificate]`,
    )
  return faults
}

function secretFaults(config: Config): string[] {
  const faults: string[] = []
  const secrets = [
    ['key_passphrase', 'secure_key_passphrase', 'key'],
    ['keystore.password', 'keystore.secure_password', 'keystore.path'],
    ['truststore.password', 'truststore.secure_password', 'truststore.path'],
  ] as const
  for (const [plain, secure, owner] of secrets) {
    const given = [plain, secure].filter((name) => config[`${SSL}.${name}`] !== '')
    if (given.length === 2) faults.push(`cannot specify both [${SSL}.${plain}] and [${SSL}.${secure}]`)
    if (given.length > 0 && config[`${SSL}.${owner}`] === '') faults.push(`[${SSL}.${given[0]!}] needs [${SSL}.${owner}]`)
  }
  return faults
}

/** Without authorities of its own, a node would trust the client certificates of every public one. */
function clientFaults(config: Config): string[] {
  const faults: string[] = []
  const authorities = config[`${SSL}.certificate_authorities`].length > 0
  const truststore = config[`${SSL}.truststore.path`] !== ''
  if (authorities && truststore) faults.push(`cannot specify both [${SSL}.certificate_authorities] and [${SSL}.truststore.path]`)
  const asked = config[`${SSL}.client_authentication`]
  if (asked === 'none') return faults
  if (!authorities && !truststore)
    faults.push(`[${SSL}.client_authentication] [${asked}] needs [${SSL}.certificate_authorities] or [${SSL}.truststore.path]`)
  if (config[`${SSL}.verification_mode`] === 'none')
    faults.push(
      `[${SSL}.verification_mode] [none] would take any client certificate, so [${SSL}.client_authentication] must be [none]`,
    )
  return faults
}

function protocolFaults(config: Config): string[] {
  const protocols = config[`${SSL}.supported_protocols`]
  const odd = protocols.filter((name) => name !== 'TLSv1.2' && name !== 'TLSv1.3')
  const faults = odd.map((name) => `setting [${SSL}.supported_protocols] takes [TLSv1.3] and [TLSv1.2], not [${name}]`)
  return protocols.length === 0 ? [`setting [${SSL}.supported_protocols] names no protocol`] : faults
}
