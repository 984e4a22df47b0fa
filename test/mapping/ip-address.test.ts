/** IP addresses as terms, and blocks of them. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatIpTerm, parseCidr, parseIpTerm } from '../../src/mapping/ip-address.ts'

describe('addresses', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::1', '::1'],
    ['2001:DB8::FF', '2001:db8::ff'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
    ['::', '::'],
    ['1:2:3:4:5:6:7:0', '1:2:3:4:5:6:7:0'],
    ['fe80::1%eth0', 'fe80::1'],
  ])('%s', (text, shown) => {
    expect(formatIpTerm(parseIpTerm(text))).toBe(shown)
  })

  it.each(['300.1.1.1', '10.0.0.0/8', '1.2.3', '01.2.3.4', '1.2.3.4 ', '', 'true', '1::2::3'])('refuses %j', (text) => {
    expect(() => parseIpTerm(text)).toThrow(`'${text}' is not an IP string literal.`)
  })

  it('of version 6 print as URLs print them, and sort as their bytes', () => {
    const parts = fc.array(fc.constantFrom(0, 0, 1, 0xffff, 0x12ab), { minLength: 8, maxLength: 8 })
    fc.assert(
      fc.property(parts, parts, (left, right) => {
        const text = left.map((part) => part.toString(16)).join(':')
        fc.pre(!text.startsWith('0:0:0:0:0:ffff:'))
        expect(`[${formatIpTerm(parseIpTerm(text))}]`).toBe(new URL(`http://[${text}]`).hostname)
        const other = right.map((part) => part.toString(16)).join(':')
        const order = Buffer.compare(Buffer.from(parseIpTerm(text), 'hex'), Buffer.from(parseIpTerm(other), 'hex'))
        expect(parseIpTerm(text) < parseIpTerm(other) ? -1 : parseIpTerm(text) > parseIpTerm(other) ? 1 : 0).toBe(order)
      }),
    )
  })
})

describe('blocks', () => {
  const block = (text: string): string[] => {
    const { low, high } = parseCidr(text)
    return [formatIpTerm(low), formatIpTerm(high)]
  }

  it.each([
    ['10.0.0.1/8', '10.0.0.0', '10.255.255.255'],
    ['10.1.2.3/32', '10.1.2.3', '10.1.2.3'],
    ['0.0.0.0/0', '0.0.0.0', '255.255.255.255'],
    ['2001:db8::/33', '2001:db8::', '2001:db8:7fff:ffff:ffff:ffff:ffff:ffff'],
  ])('%s', (text, low, high) => {
    expect(block(text)).toEqual([low, high])
  })

  it.each([
    ['10.0.0.0/33', 'Illegal prefix length [33] in [10.0.0.0/33]. Must be 0-32 for IPv4 ranges, 0-128 for IPv6 ranges'],
    ['10.0.0.0/', 'Expected [ip/prefix] but was [10.0.0.0/]'],
    ['10.0.0.0/8/8', 'Expected [ip/prefix] but was [10.0.0.0/8/8]'],
    ['10.0.0.0/x', 'For input string: "x"'],
    ['x/8', "'x' is not an IP string literal."],
  ])('refuses %s', (text, reason) => {
    expect(() => parseCidr(text)).toThrow(reason)
  })
})
