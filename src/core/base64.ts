/** Base64 as Java's basic decoder takes it: standard alphabet, padding optional, nothing else; its refusals end up in replies. */
import { illegalArgument } from './errors.ts'

const WELL_FORMED = /^[A-Za-z0-9+/]*={0,2}$/
const EQUALS = 0x3d

/** Throws 400 `illegal_argument_exception` with Java's message. */
export function decodeBase64(text: string): Buffer {
  const digits = text.endsWith('==') ? text.length - 2 : text.endsWith('=') ? text.length - 1 : text.length
  const isWhole = digits === text.length ? digits % 4 !== 1 : text.length % 4 === 0
  if (WELL_FORMED.test(text) && isWhole) return Buffer.from(text, 'base64')
  throw illegalArgument(findFault(Buffer.from(text, 'utf8')))
}

/** Walks as Java does, in units of four, and stops where it stops. */
function findFault(bytes: Buffer): string {
  if (bytes.length < 2) return 'Input byte[] should at least have 2 bytes for base64 bytes'
  let inUnit = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number
    if (byte === EQUALS) return faultAtPadding(bytes, at, inUnit)
    if (!isDigit(byte)) return `Illegal base64 character ${(byte < 0x80 ? byte : byte - 0x100).toString(16)}`
    inUnit = (inUnit + 1) % 4
  }
  return 'Last unit does not have enough valid bits'
}

function faultAtPadding(bytes: Buffer, at: number, inUnit: number): string {
  if (inUnit === 0 || (inUnit === 2 && bytes[at + 1] !== EQUALS)) return 'Input byte array has wrong 4-byte ending unit'
  if (inUnit === 1) return 'Last unit does not have enough valid bits'
  const end = inUnit === 2 ? at + 2 : at + 1
  return `Input byte array has incorrect ending byte at ${end}`
}

const isDigit = (byte: number): boolean => /[A-Za-z0-9+/]/.test(String.fromCharCode(byte))
