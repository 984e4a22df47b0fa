/** Blocks of ip addresses: `10.0.0.0/8` as the first and last address, in the form in which terms keep them (32 hex digits). */
import { illegalArgument } from '../../core/errors.ts'
import type { MappedField } from '../../mapping/field.ts'

const IPV4_PREFIX_BITS = 96

/** The first and last term of a block, or one address twice. */
export function addressBlock(field: MappedField, text: string): readonly [string, string] {
  const slash = text.indexOf('/')
  if (slash < 0) {
    const address = String(field.parseQueryValue(text))
    return [address, address]
  }
  const address = text.slice(0, slash)
  const term = String(field.parseQueryValue(address))
  const bits = prefixLength(text, address, text.slice(slash + 1))
  const value = BigInt(`0x${term}`)
  const hostMask = (1n << BigInt(128 - bits)) - 1n
  return [hex(value & ~hostMask), hex(value | hostMask)]
}

function prefixLength(whole: string, address: string, given: string): number {
  const isV4 = !address.includes(':')
  const limit = isV4 ? 32 : 128
  const length = /^\d{1,3}$/.test(given) ? Number(given) : Number.NaN
  if (Number.isNaN(length)) throw illegalArgument(`Expected [ip/prefix] but was [${whole}]`)
  if (length > limit) {
    const reason = `Illegal prefix length [${length}] in [${whole}]. Must be 0-32 for IPv4 ranges, 0-128 for IPv6 ranges`
    throw illegalArgument(reason)
  }
  return isV4 ? length + IPV4_PREFIX_BITS : length
}

const hex = (value: bigint): string => value.toString(16).padStart(32, '0')
