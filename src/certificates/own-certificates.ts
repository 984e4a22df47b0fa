/**
 * A node's own authority and certificate in its data folder. What is missing is made; a certificate near its end, or for other names, is made
 * anew with the same key; what is there and cannot be used stops the start, as nothing of an operator's is ever overwritten. Called by
 * `open-tls.ts`.
 */
import { createHash, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Authority } from './issue.ts'
import { writeCertificates, writeKey } from './key-files.ts'
import { missingNames } from './names.ts'

export interface OwnCertificates {
  /** PEM of the authority, for clients. */
  readonly authority: string
  /** SHA-256 of the authority in hex, as Elasticsearch prints it and its clients take it. */
  readonly fingerprint: string
  readonly authorityFile: string
  readonly certificateFile: string
  readonly keyFile: string
  /** Something is not as it should be, but the node can start. */
  readonly warning?: string
}

export interface OwnCertificatesParts {
  readonly folder: string
  readonly names: readonly string[]
  /** Milliseconds. */
  readonly now: number
}

const DAY = 24 * 3600 * 1000
const AUTHORITY_DAYS = 3650
const SERVER_DAYS = 730
const RENEWED_BEFORE_DAYS = 60

export async function ensureOwnCertificates({ folder, names, now }: OwnCertificatesParts): Promise<OwnCertificates> {
  mkdirSync(folder, { recursive: true })
  const files = {
    authorityFile: join(folder, 'http_ca.crt'),
    authorityKeyFile: join(folder, 'http_ca.key'),
    certificateFile: join(folder, 'http.crt'),
    keyFile: join(folder, 'http.key'),
  }
  if (!existsSync(files.authorityFile)) await makeAuthority(files, now)
  const authority = readAuthority(files.authorityFile, now)
  const warning = await ensureServer(files, authority, names, now)
  return {
    authority: authority.toString(),
    fingerprint: fingerprintOf(authority),
    authorityFile: files.authorityFile,
    certificateFile: files.certificateFile,
    keyFile: files.keyFile,
    ...(warning === undefined ? {} : { warning }),
  }
}

/** SHA-256 in hex without colons. */
export const fingerprintOf = (certificate: X509Certificate): string => createHash('sha256').update(certificate.raw).digest('hex')

interface Files {
  readonly authorityFile: string
  readonly authorityKeyFile: string
  readonly certificateFile: string
  readonly keyFile: string
}

/** The key first: an authority that is there has one. */
async function makeAuthority({ authorityFile, authorityKeyFile, certificateFile }: Files, now: number): Promise<void> {
  if (existsSync(certificateFile)) throw new Error(`[${certificateFile}] is there without its authority [${authorityFile}]`)
  const { issueAuthority, newKey } = await import('./issue.ts')
  const key = await newKey()
  writeKey(authorityKeyFile, key)
  const certificate = await issueAuthority(key, 'Sallyport HTTP CA', { from: now, days: AUTHORITY_DAYS })
  writeCertificates(authorityFile, [certificate])
}

/** Another one is never made in its place: clients trust this one, and an operator decides when they stop. */
function readAuthority(path: string, now: number): X509Certificate {
  const authority = readPem(path, (pem) => new X509Certificate(pem))
  if (!authority.ca) throw new Error(`[${path}] is no authority`)
  if (now > Date.parse(authority.validTo))
    throw new Error(`the authority [${path}] expired at [${authority.validTo}]; move its folder away to have a new one made`)
  return authority
}

/** Answers with what to warn of. */
async function ensureServer(files: Files, authority: X509Certificate, names: readonly string[], now: number) {
  const { certificateFile, keyFile, authorityKeyFile } = files
  const key = existsSync(keyFile) ? readPem(keyFile, createPrivateKey) : undefined
  const current = key && existsSync(certificateFile) ? readServer(files, authority, key) : undefined
  const reason = current ? renewalReason(current, authority, names, now) : `[${certificateFile}] is to be made`
  if (reason === undefined) return undefined
  if (!existsSync(authorityKeyFile)) {
    const fault = `${reason}, but the authority's key [${authorityKeyFile}] is not there`
    if (current && Date.parse(current.validTo) > now) return fault
    throw new Error(fault)
  }
  await makeServer(files, authority, key, names, now)
  return undefined
}

function readServer({ certificateFile, keyFile, authorityFile }: Files, authority: X509Certificate, key: KeyObject) {
  const certificate = readPem(certificateFile, (pem) => new X509Certificate(pem))
  const advice = 'settings [xpack.security.http.ssl.*] take certificates that others made'
  if (!certificate.checkIssued(authority) || !certificate.verify(authority.publicKey))
    throw new Error(`[${certificateFile}] was not issued by [${authorityFile}]; ${advice}`)
  if (!certificate.checkPrivateKey(key))
    throw new Error(`the key [${keyFile}] does not belong to [${certificateFile}]; ${advice}`)
  return certificate
}

/** One that ends with its authority is not made anew for nothing. */
function renewalReason(current: X509Certificate, authority: X509Certificate, names: readonly string[], now: number) {
  const end = Date.parse(current.validTo)
  const hasMore = Date.parse(authority.validTo) > end
  if (hasMore && end - now < RENEWED_BEFORE_DAYS * DAY) return `the certificate ends at [${new Date(end).toISOString()}]`
  const missing = missingNames(current, names)
  return missing.length > 0 ? `the certificate is not for [${missing.join(', ')}]` : undefined
}

/** With its authority behind it, so that clients that know the authority by its fingerprint get to see it. */
async function makeServer(
  { certificateFile, keyFile, authorityKeyFile }: Files,
  certificate: X509Certificate,
  currentKey: KeyObject | undefined,
  names: readonly string[],
  now: number,
): Promise<void> {
  const { issueServer, newKey } = await import('./issue.ts')
  const authority: Authority = { certificate, key: readPem(authorityKeyFile, createPrivateKey) }
  if (!certificate.checkPrivateKey(authority.key))
    throw new Error(`the key [${authorityKeyFile}] does not belong to its authority`)
  const key = currentKey ?? (await newKey())
  if (!currentKey) writeKey(keyFile, key)
  writeCertificates(certificateFile, [await issueServer(authority, key, names, { from: now, days: SERVER_DAYS }), certificate])
}

function readPem<Value>(path: string, parse: (pem: string) => Value): Value {
  try {
    return parse(readFileSync(path, 'latin1'))
  } catch (error) {
    throw new Error(`[${path}] cannot be used: ${(error as Error).message}`, { cause: error })
  }
}
