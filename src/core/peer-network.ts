/** The address of a peer as something to count by: whoever has one IPv6 address has the 2^64 beside it as well. */
import { isIP } from 'node:net'

const V4_IN_V6 = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i

/** An IPv4 address as it is (also where it comes in the form of IPv6), an IPv6 address as its /64; anything else as it is. */
export function networkOf(address: string): string {
  const mapped = V4_IN_V6.exec(address)
  if (mapped) return mapped[1] as string
  const [plain = '', zone] = address.split('%')
  if (isIP(plain) !== 6 || isLoopbackAddress(plain)) return address
  const network = `${groupsOf(plain).slice(0, 4).join(':')}::/64`
  return zone === undefined ? network : `${network}%${zone}`
}

/** Whether a peer's address is one of this machine. */
export const isLoopbackAddress = (address: string): boolean => address === '::1' || /^(::ffff:)?127(\.\d{1,3}){3}$/i.test(address)

/** The eight groups of an IPv6 address, without leading zeros; one that ends in IPv4 has no such groups before its last two. */
function groupsOf(address: string): readonly string[] {
  const [head = '', tail] = address.split('::')
  const left = groupsIn(head)
  const right = groupsIn(tail ?? '')
  const gap = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length)
  return [...left, ...Array.from({ length: gap }, () => '0'), ...right]
}

const groupsIn = (text: string): readonly string[] =>
  text === ''
    ? []
    : text.split(':').flatMap((group) => (group.includes('.') ? ['v4', 'v4'] : [Number.parseInt(group, 16).toString(16)]))
