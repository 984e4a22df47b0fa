/** The address of a peer as something to count by: whoever has one IPv6 address has the 2^64 beside it as well. */
import { BlockList, isIP } from 'node:net'

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

/** Whether a peer is in a network, as `10.0.0.0/8`, `2001:db8::/32` or one address; IPv4 in the form of IPv6 is IPv4. */
export function isInNetwork(address: string, network: string): boolean {
  const plain = (V4_IN_V6.exec(address)?.[1] ?? address).split('%')[0] ?? ''
  const family = isIP(plain)
  return family !== 0 && blockOf(network).check(plain, family === 6 ? 'ipv6' : 'ipv4')
}

/** Whether a text names a network or an address. */
export function isNetwork(text: string): boolean {
  const [address = '', bits, more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more !== undefined || address.includes('%')) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 6 ? 128 : 32))
}

function blockOf(network: string): BlockList {
  const [address = '', bits] = network.split('/')
  const family = isIP(address)
  const list = new BlockList()
  list.addSubnet(address, bits === undefined ? (family === 6 ? 128 : 32) : Number(bits), family === 6 ? 'ipv6' : 'ipv4')
  return list
}

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
