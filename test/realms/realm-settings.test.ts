import { describe, expect, it } from 'vitest'
import { readRealmSettings } from '../../src/realms/realm-settings.ts'

describe('readRealmSettings', () => {
  it('reads realms', () => {
    expect(
      readRealmSettings({
        'native.mine.order': '2',
        'file.files.order': '-1',
        'file.files.enabled': 'false',
      }),
    ).toEqual([
      { type: 'native', name: 'mine', order: 2, enabled: true },
      { type: 'file', name: 'files', order: -1, enabled: false },
    ])
    expect(readRealmSettings({})).toEqual([])
  })

  it.each([
    [{ 'native.mine.enabled': 'true' }, "'order' is a mandatory parameter"],
    [{ 'native.mine.order': 'first' }, 'Failed to parse value [first]'],
    [{ 'native.mine.enabled': 'yes' }, 'Failed to parse value [yes] as only [true] or [false] are allowed.'],
    [{ 'native.mine.odrer': '1' }, 'unknown setting [xpack.security.authc.realms.native.mine.odrer]'],
    [{ 'native.order': '1' }, 'unknown setting'],
    [{ 'native.mine.order.x': '1' }, 'unknown setting'],
  ])('refuses %j', (settings, words) => {
    expect(() => readRealmSettings(settings)).toThrow(words)
  })
})
