/** `sallyport certutil ca|http`: makes an authority, and server certificates that it signs, as PEM files. Nothing is overwritten. */
import type { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Authority } from '../certificates/issue.ts'
import { keyText, writeNewFile } from '../certificates/key-files.ts'
import { isCertificateName, nodeNames } from '../certificates/names.ts'
import { fingerprintOf } from '../certificates/own-certificates.ts'
import { certificatesOf, privateKeyOf } from '../http/tls/pem.ts'

interface Options {
  readonly out: string
  readonly days: string
  readonly passphraseFile?: string
  readonly json?: boolean
}

interface AuthorityOptions extends Options {
  readonly name: string
}

interface ServerOptions extends Options {
  readonly caCert: string
  readonly caKey: string
  readonly caPassphraseFile?: string
  readonly dns?: string
  readonly ip?: string
}

export interface MadeFiles {
  readonly certificate: string
  readonly key: string
  /** SHA-256 of the certificate, in hex. */
  readonly fingerprint: string
  readonly expires: string
}

export function addCertutilCommand(program: Command): void {
  const certutil = program.command('certutil').description('makes certificates for TLS')
  const add = (name: string, description: string, days: string): Command =>
    certutil
      .command(name)
      .description(description)
      .option('--out <folder>', 'where the files go', '.')
      .option('--days <days>', 'how long the certificate is valid', days)
      .option('--passphrase-file <file>', 'encrypts the key with the first line of this file')
      .option('--json', 'prints JSON')

  add('ca', 'makes an authority: ca.crt and ca.key', '3650')
    .option('--name <name>', 'common name of the authority', 'Sallyport CA')
    .action(async (options: AuthorityOptions) => print(options, await makeAuthorityFiles(options)))
  add('http', 'makes a certificate of a server: http.crt, with the authority behind it, and http.key', '730')
    .requiredOption('--ca-cert <file>', 'certificate of the authority')
    .requiredOption('--ca-key <file>', 'key of the authority')
    .option('--ca-passphrase-file <file>', 'passphrase of the key of the authority')
    .option('--dns <names>', 'host names, separated by commas (default: localhost and the name of this machine)')
    .option('--ip <addresses>', 'addresses, separated by commas (default: 127.0.0.1 and ::1)')
    .action(async (options: ServerOptions) => print(options, await makeServerFiles(options)))
}

export async function makeAuthorityFiles({ out, days, name, passphraseFile }: AuthorityOptions): Promise<MadeFiles> {
  if (name.length === 0 || name.length > 64) throw new Error('--name takes 1 to 64 characters')
  const validity = { from: Date.now(), days: wholeDays(days) }
  const files = newFiles(out, 'ca')
  const secret = passphraseIn(passphraseFile)
  const { issueAuthority, newKey } = await import('../certificates/issue.ts')
  const key = await newKey()
  const certificate = await issueAuthority(key, name, validity)
  writeNewFile(files.key, keyText(key, secret), { isSecret: true })
  writeNewFile(files.certificate, certificate.toString(), { isSecret: false })
  return described(files, certificate)
}

export async function makeServerFiles(options: ServerOptions): Promise<MadeFiles> {
  const validity = { from: Date.now(), days: wholeDays(options.days) }
  const names = namesIn(options)
  const authority = readAuthority(options)
  const files = newFiles(options.out, 'http')
  const secret = passphraseIn(options.passphraseFile)
  const { issueServer, newKey } = await import('../certificates/issue.ts')
  const key = await newKey()
  const certificate = await issueServer(authority, key, names, validity)
  writeNewFile(files.key, keyText(key, secret), { isSecret: true })
  writeNewFile(files.certificate, `${certificate}${authority.certificate}`, { isSecret: false })
  return described(files, certificate)
}

function namesIn({ dns, ip }: ServerOptions): readonly string[] {
  const split = (text = ''): readonly string[] =>
    text
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '')
  const [hosts, addresses] = [split(dns), split(ip)]
  const odd = [
    ...hosts
      .filter((name) => isIP(name) !== 0 || !isCertificateName(name))
      .map((name) => `--dns takes host names, not [${name}]`),
    ...addresses.filter((name) => isIP(name) === 0).map((name) => `--ip takes addresses, not [${name}]`),
  ]
  if (odd.length > 0) throw new Error(odd.join('; '))
  return hosts.length + addresses.length > 0 ? [...hosts, ...addresses] : nodeNames('localhost', [])
}

function readAuthority({ caCert, caKey, caPassphraseFile }: ServerOptions): Authority {
  const certificate = parsed(caCert, (pem) => certificatesOf(pem)[0]!)
  const passphrase = passphraseIn(caPassphraseFile)
  const key = parsed(caKey, (pem) => privateKeyOf(pem, passphrase))
  if (!certificate.ca) throw new Error(`[${caCert}] is no authority`)
  if (Date.parse(certificate.validTo) < Date.now()) throw new Error(`[${caCert}] expired at [${certificate.validTo}]`)
  if (!certificate.checkPrivateKey(key)) throw new Error(`the key [${caKey}] does not belong to [${caCert}]`)
  return { certificate, key }
}

function parsed<Value>(path: string, parse: (pem: string) => Value): Value {
  try {
    return parse(readFileSync(path, 'latin1'))
  } catch (error) {
    throw new Error(`[${path}] cannot be used: ${(error as Error).message}`, { cause: error })
  }
}

/** A passphrase on the command line would stand in every list of processes. */
function passphraseIn(file: string | undefined): string | undefined {
  if (file === undefined) return undefined
  const passphrase = readFileSync(file, 'utf8').split(/\r?\n/, 1)[0]!
  if (passphrase === '') throw new Error(`[${file}] holds no passphrase`)
  return passphrase
}

function wholeDays(text: string): number {
  const days = Number(text)
  if (!Number.isInteger(days) || days < 1 || days > 36_500) throw new Error(`--days takes 1 to 36500, not [${text}]`)
  return days
}

function newFiles(out: string, name: string): { readonly certificate: string; readonly key: string } {
  mkdirSync(out, { recursive: true })
  const files = { certificate: resolve(out, `${name}.crt`), key: resolve(out, `${name}.key`) }
  const there = Object.values(files).find((file) => existsSync(file))
  if (there !== undefined) throw new Error(`[${there}] is there already`)
  return files
}

const described = (files: { readonly certificate: string; readonly key: string }, certificate: X509Certificate): MadeFiles => ({
  ...files,
  fingerprint: fingerprintOf(certificate),
  expires: new Date(certificate.validTo).toISOString(),
})

function print({ json }: Options, made: MadeFiles): void {
  const lines = Object.entries(made).map(([name, value]) => `${name.padEnd(12)} ${value}`)
  process.stdout.write(`${json ? JSON.stringify(made) : lines.join('\n')}\n`)
}
