import { expect, it } from 'vitest'
import { isLoopbackAddress, networkOf } from '../../src/core/peer-network.ts'

it.each([
  ['10.1.2.3', '10.1.2.3'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8:1:2::6', '2001:db8:1:2::/64'],
  ['2001:0DB8:0001:0002::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64%eth0'],
  ['::1', '::1'],
  ['', ''],
  ['/tmp/socket', '/tmp/socket'],
])('counts %j as %j', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

it('knows addresses of the machine itself', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'].every(isLoopbackAddress)).toBe(true)
  expect(['128.0.0.1', '::2', '10.127.0.1', '', 'localhost.evil'].some(isLoopbackAddress)).toBe(false)
})
