/** Files of certificates and keys, written whole or not at all; a key can be read by its owner alone. */
import type { KeyObject } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'

const OWNER_ONLY = 0o600
const EVERYBODY_READS = 0o644

export const writeKey = (path: string, key: KeyObject): void => replaceFile(path, keyText(key), OWNER_ONLY)

/** PEM, encrypted where a passphrase is given. */
export function keyText(key: KeyObject, passphrase?: string): string {
  const encryption = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }
  return String(key.export({ type: 'pkcs8', format: 'pem', ...encryption }))
}

export const writeCertificates = (path: string, certificates: readonly { toString(): string }[]): void =>
  replaceFile(path, certificates.map(String).join(''), EVERYBODY_READS)

/** Fails where the file exists. */
export function writeNewFile(path: string, text: string, { isSecret }: { readonly isSecret: boolean }): void {
  fill(path, text, isSecret ? OWNER_ONLY : EVERYBODY_READS)
}

function replaceFile(path: string, text: string, mode: number): void {
  const temporary = `${path}.new`
  rmSync(temporary, { force: true })
  fill(temporary, text, mode)
  renameSync(temporary, path)
}

/** `wx`: nothing that is there already is followed or overwritten. */
function fill(path: string, text: string, mode: number): void {
  const file = openSync(path, 'wx', mode)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
