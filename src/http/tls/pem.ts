/** Certificates and keys in PEM files. Half a file is an error here, so that one that is being written is not taken for whole. */
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----(?:(?!-----)[\s\S])*-----END \1-----/g
const BEGIN = /-----BEGIN /g

/** All certificates of a text, in order; throws where there is none or one is damaged. */
export function certificatesOf(text: string): readonly X509Certificate[] {
  const certificates = blocksOf(text)
    .filter(({ label }) => label === 'CERTIFICATE')
    .map(({ pem }) => new X509Certificate(pem))
  if (certificates.length === 0) throw new Error('it holds no certificate')
  return certificates
}

/** The private key of a text; throws where it is damaged, encrypted without a passphrase, or opened with a wrong one. */
export function privateKeyOf(text: string, passphrase: string | undefined): KeyObject {
  const block = blocksOf(text).find(({ label }) => label.endsWith('PRIVATE KEY'))
  if (!block) throw new Error('it holds no private key')
  const isEncrypted = block.label.startsWith('ENCRYPTED') || block.pem.includes('Proc-Type: 4,ENCRYPTED')
  if (isEncrypted && passphrase === undefined) throw new Error('it is encrypted, and no passphrase is given')
  try {
    return createPrivateKey({ key: block.pem, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) })
  } catch (error) {
    throw new Error(isEncrypted ? 'its passphrase is wrong, or it is damaged' : 'it is damaged', { cause: error })
  }
}

interface Block {
  readonly label: string
  readonly pem: string
}

function blocksOf(text: string): readonly Block[] {
  const blocks = [...text.matchAll(BLOCK)].map(([pem, label]) => ({ label: label!, pem }))
  if (blocks.length !== (text.match(BEGIN)?.length ?? 0)) throw new Error('it is cut off or damaged')
  return blocks
}
