/**
 * Reads PKCS#12 files (RFC 7292): keys and certificates, or certificates alone as trust stores have them. Node takes such a file for a server
 * only as a whole, and would then trust every certificate in it as an authority over clients. Called by `material.ts`.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { contentOf, type DerElement, EXPLICIT_0, IMPLICIT_0, membersOf, OCTETS, objectIdOf, readElements } from './der.ts'
import { checkWhole, decrypt } from './pkcs12-secrets.ts'

export interface Pkcs12 {
  readonly keys: readonly KeyObject[]
  readonly certificates: readonly X509Certificate[]
}

const DATA = '1.2.840.113549.1.7.1'
const ENCRYPTED_DATA = '1.2.840.113549.1.7.6'
const KEY_BAG = '1.2.840.113549.1.12.10.1.1'
const SHROUDED_KEY_BAG = '1.2.840.113549.1.12.10.1.2'
const CERTIFICATE_BAG = '1.2.840.113549.1.12.10.1.3'
const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1'

/** Throws with what is wrong: a damaged file, a wrong password, an algorithm that is too old. */
export function readPkcs12(bytes: Buffer, password: string): Pkcs12 {
  const [whole, ...more] = readElements(bytes)
  const [, authSafe, check] = membersOf(whole)
  if (more.length > 0) throw new Error('something follows its end')
  const content = dataOf(authSafe)
  if (check) checkWhole(check, content, password)
  const bags = membersOf(readElements(content)[0])
    .map((part) => openPart(part, password))
    .flatMap((safe) => membersOf(readElements(safe)[0]))
  const keys: KeyObject[] = []
  const certificates: X509Certificate[] = []
  for (const bag of bags) {
    const [idElement, value] = membersOf(bag)
    const id = objectIdOf(idElement)
    const bytesOfValue = contentOf(value, EXPLICIT_0)
    if (id === KEY_BAG) keys.push(createPrivateKey({ key: bytesOfValue, format: 'der', type: 'pkcs8' }))
    if (id === SHROUDED_KEY_BAG) keys.push(openKey(bytesOfValue, password))
    if (id === CERTIFICATE_BAG) certificates.push(...certificateOf(bytesOfValue))
  }
  return { keys, certificates }
}

function dataOf(info: DerElement | undefined): Buffer {
  const [id, content] = membersOf(info)
  if (objectIdOf(id) !== DATA) throw new Error('it is sealed with a certificate, not with a password')
  return contentOf(membersOf(content, EXPLICIT_0)[0], OCTETS)
}

/** The bags of a part, decrypted where it is encrypted. */
function openPart(part: DerElement, password: string): Buffer {
  const [id, content] = membersOf(part)
  if (objectIdOf(id) !== ENCRYPTED_DATA) return dataOf(part)
  const [, encrypted] = membersOf(membersOf(content, EXPLICIT_0)[0])
  const [, algorithm, bytes] = membersOf(encrypted)
  return decrypt(algorithm, contentOf(bytes, IMPLICIT_0), password)
}

function openKey(value: Buffer, password: string): KeyObject {
  const [algorithm, bytes] = membersOf(readElements(value)[0])
  return createPrivateKey({ key: decrypt(algorithm, contentOf(bytes, OCTETS), password), format: 'der', type: 'pkcs8' })
}

function certificateOf(value: Buffer): readonly X509Certificate[] {
  const [id, content] = membersOf(readElements(value)[0])
  if (objectIdOf(id) !== X509_CERTIFICATE) return []
  return [new X509Certificate(contentOf(membersOf(content, EXPLICIT_0)[0], OCTETS))]
}
