/**
 * IP addresses as fields keep them: 16 bytes as 32 hex digits, IPv4 within ::ffff:0:0/96. Printed in the canonical form (RFC 5952).
 * `parseCidr` serves queries for a block.
 */
import { isIPv4, isIPv6 } from 'node:net'
import { ElasticError, illegalArgument } from '../core/errors.ts'

const IPV4_PREFIX = '00000000000000000000ffff'

const byteHex = (value: number): string => value.toString(16).padStart(2, '0')

/** An address in the form terms have; undefined where the text is none. A zone (`%eth0`) is dropped. */
export function findIpTerm(text: string): string | undefined {
  if (isIPv4(text)) return IPV4_PREFIX + ipv4Hex(text)
  if (!isIPv6(text)) return undefined
  const address = text.split('%', 1)[0] as string
  const [head = '', tail] = address.split('::', 2) as [string, string | undefined]
  const before = groups(head)
  if (tail === undefined) return before
  const behind = groups(tail)
  return before + behind.padStart(32 - before.length, '0')
}

const ipv4Hex = (text: string): string =>
  text
    .split('.')
    .map((part) => byteHex(Number(part)))
    .join('')

const groups = (text: string): string =>
  text === ''
    ? ''
    : text
        .split(':')
        .map((group) => (group.includes('.') ? ipv4Hex(group) : group.padStart(4, '0').toLowerCase()))
        .join('')

/** An address in the form terms have; throws 400 `'…' is not an IP string literal.` */
export function parseIpTerm(text: string): string {
  const term = findIpTerm(text)
  if (term === undefined) throw illegalArgument(`'${text}' is not an IP string literal.`)
  return term
}

/** The address of a term, as Elasticsearch prints it. */
export function formatIpTerm(term: string): string {
  if (term.startsWith(IPV4_PREFIX)) {
    return [24, 26, 28, 30].map((at) => Number.parseInt(term.slice(at, at + 2), 16)).join('.')
  }
  const parts = Array.from({ length: 8 }, (_, at) => Number.parseInt(term.slice(at * 4, at * 4 + 4), 16))
  const { start, length } = longestZeros(parts)
  const hex = parts.map((part) => part.toString(16))
  if (length < 2) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

function longestZeros(parts: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  for (let start = 0; start < parts.length; start++) {
    let length = 0
    while (start + length < parts.length && parts[start + length] === 0) length++
    if (length > best.length) best = { start, length }
  }
  return best
}

/** The first and last term of a block such as `10.0.0.0/8`; throws 400 as Elasticsearch does. */
export function parseCidr(text: string): { readonly low: string; readonly high: string } {
  const parts = text.split('/')
  if (parts.length !== 2 || parts[1] === '') throw illegalArgument(`Expected [ip/prefix] but was [${text}]`)
  const [address, prefix] = parts as [string, string]
  const term = parseIpTerm(address)
  const bits = prefixBits(text, address, prefix)
  const hostBits = BigInt(128 - bits)
  const low = (BigInt(`0x${term}`) >> hostBits) << hostBits
  const high = low | ((1n << hostBits) - 1n)
  return { low: low.toString(16).padStart(32, '0'), high: high.toString(16).padStart(32, '0') }
}

function prefixBits(text: string, address: string, prefix: string): number {
  if (!/^[+-]?\d{1,10}$/.test(prefix)) throw new ElasticError('number_format_exception', `For input string: "${prefix}"`)
  const length = Number(prefix)
  const isV4 = isIPv4(address)
  if (length < 0 || length > (isV4 ? 32 : 128)) {
    throw illegalArgument(`Illegal prefix length [${length}] in [${text}]. Must be 0-32 for IPv4 ranges, 0-128 for IPv6 ranges`)
  }
  return isV4 ? length + 96 : length
}
